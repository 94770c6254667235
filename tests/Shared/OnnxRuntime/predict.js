// Asks onnxruntime for the predictions of several models: node predict.js JOBS.json ANSWERS.json
// JOBS.json: a list of { model: file, features: file of little-endian float32, columns }; ANSWERS.json: a list of { label: [...], probabilities: [...] } or { error }.
const fs = require('fs');
const ort = require('onnxruntime-node');

async function predict(job) {
  const session = await ort.InferenceSession.create(job.model, { logSeverityLevel: 3 });
  const bytes = fs.readFileSync(job.features);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const answer = await session.run({ features: new ort.Tensor('float32', values, [values.length / job.columns, job.columns]) });
  return { label: Array.from(answer.label.data), labelShape: answer.label.dims, probabilities: Array.from(answer.probabilities.data), probabilitiesShape: answer.probabilities.dims };
}

async function main() {
  const [jobs, answers] = process.argv.slice(2);
  const all = [];
  for (const job of JSON.parse(fs.readFileSync(jobs, 'utf8'))) {
    const start = Date.now();
    all.push({ ...(await predict(job).catch(error => ({ error: String(error) }))), milliseconds: Date.now() - start });
  }
  fs.writeFileSync(answers, JSON.stringify(all));
}

main();
