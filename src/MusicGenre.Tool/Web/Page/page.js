// The page of `musicgenre serve`. Text from files and from the server is only ever set as text.
const AT_ONCE = 2;
const ROWS = 5;
const SVG = "http://www.w3.org/2000/svg";
const id = name => document.getElementById(name);
const songs = [];
const audio = new Audio();
let model = { genres: [], maximumUpload: Infinity };
let current = null;
let address = null;
let running = 0;
let frame = 0;

const percent = p => `${(100 * p).toFixed(p < 0.0995 ? 1 : 0)} %`;
const clock = s => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function say(text) {
  id("status").textContent = text;
}

async function start() {
  try {
    model = await (await fetch("/model")).json();
    id("model").textContent = `${model.trainer} on ${model.features} features, from ${model.name}; ${plural(model.genres.length, "genre")}`;
    id("hint").textContent = `Songs go to this program only, and are not kept. WAV, AIFF, AU, and with ffmpeg MP3, FLAC, M4A, Ogg; at most ${Math.floor(model.maximumUpload / 1048576)} MB.`;
  } catch {
    say("The server does not answer.");
  }
}

function add(files) {
  for (const file of files) {
    const song = { file, state: "waiting", item: element("li"), button: element("button") };
    song.button.type = "button";
    song.button.addEventListener("click", () => show(song));
    song.item.append(song.button);
    songs.push(song);
    id("songs").append(song.item);
    list(song);
    if (file.size > model.maximumUpload) fail(song, `larger than ${Math.floor(model.maximumUpload / 1048576)} MB, the most that the server takes`);
  }
  id("work").hidden = songs.length === 0;
  next();
}

function list(song) {
  const state = song.answer ? `${song.answer.genre}, ${percent(song.answer.probability)}` : song.problem ? `✕ ${song.problem}` : `${song.state} …`;
  song.button.replaceChildren(song.file.name, element("span", state, song.problem ? "problem" : ""));
  song.button.setAttribute("aria-current", song === current);
  song.button.disabled = !song.answer && !song.problem;
}

function fail(song, problem) {
  song.state = "failed";
  song.problem = problem;
  list(song);
  say(`${song.file.name}: ${problem}`);
}

function next() {
  const song = songs.find(s => s.state === "waiting");
  if (!song || running >= AT_ONCE) return;
  running++;
  song.state = "listening";
  list(song);
  predict(song).finally(() => {
    running--;
    next();
  });
  next();
}

async function predict(song) {
  try {
    const response = await fetch(`/predict?spectrogram=true&course=fine&name=${encodeURIComponent(song.file.name.toWellFormed())}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: song.file,
    });
    const answer = await response.json();
    if (!response.ok) {
      fail(song, answer.detail.startsWith(`${song.file.name}: `) ? answer.detail.slice(song.file.name.length + 2) : answer.detail);
      return;
    }
    song.answer = answer;
    song.course = stretches(answer.course ?? answer.windows, answer.duration);
    song.state = "done";
    list(song);
    say(`${song.file.name}: ${answer.genre}, ${percent(answer.probability)}`);
    if (!current) show(song);
  } catch {
    fail(song, "the server does not answer, or the file can no longer be read");
  }
}

function show(song) {
  if (song.problem) {
    say(`${song.file.name}: ${song.problem}`);
    return;
  }
  const before = current;
  current = song;
  if (before) list(before);
  list(song);
  const { answer } = song;
  id("detail").hidden = false;
  id("title").textContent = song.file.name;
  id("verdict").textContent = `${answer.genre}, ${percent(answer.probability)}`;
  id("notes").replaceChildren(...answer.notes.map(note => element("li", note)));
  showPicture(song);
  showCourse(song);
  showGenres(answer);
  showNearest(answer);
  load(song);
}

function showPicture({ file, answer }) {
  const { image, ticks } = answer.spectrogram;
  const picture = id("spectrogram");
  picture.src = image;
  picture.alt = `Spectrogram of ${file.name}: time to the right, frequency upwards on the mel scale, light is loud`;
  id("scale").replaceChildren(...ticks.map(({ frequency, place }) => {
    const tick = element("span", frequency >= 1000 ? `${frequency / 1000} kHz` : `${frequency} Hz`);
    tick.style.bottom = `${100 * place}%`;
    return tick;
  }));
}

// What each window stands for: windows may overlap, and what lies between two is the nearer one's.
function stretches(windows, duration) {
  const middles = windows.map(w => (w.start + w.end) / 2);
  return windows.map((w, i) => ({
    ...w,
    from: i === 0 ? 0 : (middles[i - 1] + middles[i]) / 2,
    to: i === windows.length - 1 ? duration : (middles[i] + middles[i + 1]) / 2,
    probability: Math.max(...w.probabilities),
  }));
}

// The genres that lead somewhere, then the most probable of the whole song.
function rowsOf({ answer, course }) {
  const leading = answer.probabilities.map(p => p.genre).filter(genre => course.some(w => w.genre === genre));
  return [...new Set([...leading, ...answer.probabilities.map(p => p.genre)])].slice(0, ROWS);
}

function showCourse(song) {
  const { answer, course } = song;
  const rows = rowsOf(song);
  id("names").replaceChildren(...rows.map(genre => element("span", genre)));
  id("course").replaceChildren(...rows.map(genre => {
    const g = model.genres.indexOf(genre);
    const chart = document.createElementNS(SVG, "svg");
    chart.setAttribute("viewBox", `0 0 ${answer.duration} 1`);
    chart.setAttribute("preserveAspectRatio", "none");
    for (const window of course) {
      const p = window.probabilities[g];
      const rect = document.createElementNS(SVG, "rect");
      rect.setAttribute("x", window.from);
      rect.setAttribute("width", window.to - window.from - (course.length > 1 ? 0.003 * answer.duration : 0));
      rect.setAttribute("y", 1 - p);
      rect.setAttribute("height", p);
      if (window.genre === genre) rect.setAttribute("class", "first");
      chart.append(rect);
    }
    return chart;
  }));
  id("course").setAttribute("aria-label", "Course over time: " + course.map(w => `from ${clock(w.from)} ${w.genre} ${percent(w.probability)}`).join(", "));
  const seconds = ({ start, end }) => `${Math.round(end - start)} s`;
  const bars = "The height of a bar is the probability; it is full where the genre leads.";
  id("windows").textContent = answer.course
    ? `${plural(course.length, "window")} of ${seconds(course[0])}; the song's figure is of ${plural(answer.windows.length, "window")} of ${seconds(answer.windows[0])}, which the model knows better. ${bars}`
    : `${plural(course.length, "window")} of ${seconds(course[0])}. ${bars}`;
}

function showGenres({ probabilities }) {
  id("genres").tBodies[0].replaceChildren(...probabilities.map(({ genre, probability }, i) => {
    const row = element("tr", undefined, i === 0 ? "first" : "");
    const bar = element("span", undefined, "bar");
    bar.style.width = `${100 * probability}%`;
    const cell = element("td");
    cell.append(bar);
    row.append(element("td", genre), cell, element("td", percent(probability)));
    return row;
  }));
}

function showNearest({ nearest }) {
  id("nearest-note").textContent = nearest ? `of ${model.trainingTracks}, by the distance of the standardised features` : model.nearestNote;
  id("nearest").hidden = !nearest;
  id("nearest").tBodies[0].replaceChildren(...(nearest ?? []).map(({ name, genre, distance }) => {
    const row = element("tr");
    row.append(element("td", name), element("td", genre), element("td", distance.toFixed(2)));
    return row;
  }));
}

function load(song) {
  audio.pause();
  if (address) URL.revokeObjectURL(address);
  address = URL.createObjectURL(song.file);
  audio.src = address;
  id("mute").hidden = true;
  id("play").disabled = false;
  id("seek").max = song.answer.duration;
  move(0);
}

// Moves the playhead; the song itself is elsewhere.
function move(seconds) {
  if (!current) return;
  const { answer, course } = current;
  const at = Math.min(seconds, answer.duration);
  const window = course.findLast(w => w.from <= at) ?? course[0];
  const now = `${window.genre} ${percent(window.probability)}`;
  id("head").firstElementChild.style.left = `${100 * at / answer.duration}%`;
  id("seek").value = at;
  id("seek").setAttribute("aria-valuetext", `${clock(at)} of ${clock(answer.duration)}, ${now}`);
  id("time").textContent = `${clock(at)} / ${clock(answer.duration)}`;
  id("now").textContent = `now: ${now}`;
}

function seek(seconds) {
  if (id("mute").hidden) audio.currentTime = seconds;
  move(seconds);
}

function follow() {
  move(audio.currentTime);
  frame = audio.paused ? 0 : requestAnimationFrame(follow);
}

audio.addEventListener("play", () => {
  id("play").textContent = "Pause";
  cancelAnimationFrame(frame);
  follow();
});
audio.addEventListener("pause", () => { id("play").textContent = "Play"; });
audio.addEventListener("timeupdate", () => move(audio.currentTime));
audio.addEventListener("error", () => {
  id("mute").hidden = false;
  id("play").disabled = true;
});
id("play").addEventListener("click", () => { audio.paused ? audio.play().catch(() => {}) : audio.pause(); });
id("seek").addEventListener("input", event => seek(Number(event.target.value)));
for (const name of ["picture", "course"]) {
  id(name).addEventListener("click", event => {
    const box = id(name).getBoundingClientRect();
    seek((event.clientX - box.left) / box.width * current.answer.duration);
  });
}

// Space opens the dialog by itself; Enter does not in every browser.
id("files").addEventListener("keydown", event => {
  if (event.key === "Enter") {
    event.preventDefault();
    id("files").click();
  }
});
id("files").addEventListener("change", event => {
  add(event.target.files);
  event.target.value = "";
});
for (const type of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(type, event => {
    event.preventDefault();
    document.body.classList.toggle("over", type === "dragover");
    if (type === "drop") add(event.dataTransfer.files);
  });
}

start();
