"""Writes the reference values beside this script: layers, losses and short trainings, computed by PyTorch in float64 on numbers drawn from a seed.

    python3 make.py        (PyTorch 1.13; any later version gives the same numbers to the digits printed)

A tensor is {"shape": [...], "values": [row-major]}. `upstream` is the gradient that comes from above, `grad_*` are those it must give. Images are
(batch, channels, height, width), kernels (out, in, height, width), dense weights (in, out), as `layout` says where it could be otherwise.
"""
import json
import pathlib

import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent


def tensor(t):
    t = t.detach()
    return {"shape": list(t.shape), "values": [float(f"{v:.10g}") for v in t.reshape(-1).tolist()]}


def write(name, **values):
    values = {k: tensor(v) if torch.is_tensor(v) else v for k, v in values.items()}
    (HERE / f"{name}.json").write_text(json.dumps(values) + "\n")


def draw(*shape, seed, scale=1.0):
    return (torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * scale).requires_grad_()


def labels(count, classes, seed):
    return torch.randint(0, classes, (count,), generator=torch.Generator().manual_seed(seed))


def layer(name, function, inputs, seed, **more):
    """inputs: name -> leaf; the gradient of `weight` is called grad_weight, and so on."""
    output = function()
    upstream = draw(*output.shape, seed=seed).detach()
    output.backward(upstream)
    gradients = {"grad_" + k.removesuffix("_in_out"): v.grad for k, v in inputs.items()}
    write(name, **more, **inputs, output=output, upstream=upstream, **gradients)


def dense():
    for name, function in {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "linear": lambda x: x}.items():
        x, w, b = draw(5, 7, seed=1), draw(7, 4, seed=2, scale=0.5), draw(4, seed=3, scale=0.5)
        layer(f"dense_{name}", lambda: function(x @ w + b), {"input": x, "weight_in_out": w, "bias": b}, 4)


def softmax():
    logits, y = draw(6, 10, seed=5, scale=2.0), labels(6, 10, 6)
    loss = F.cross_entropy(logits, y)
    loss.backward()
    write("softmax_cross_entropy", note="mean over the batch", logits=logits, labels=y.tolist(), loss=loss.reshape(1), grad_logits=logits.grad)


def convolution():
    layout = "NCHW; weight [out,in,kh,kw]"
    for name, stride, padding, more in [("valid", 1, 0, None), ("same", 1, 1, None), ("stride2", 2, 0, None), ("relu_pool", 1, 0, 2), ("relu_pool3", 1, 1, 3)]:
        x, w, b = draw(2, 3, 9, 8, seed=11), draw(4, 3, 3, 3, seed=12, scale=0.3), draw(4, seed=13, scale=0.3)

        def function():
            y = F.conv2d(x, w, b, stride=stride, padding=padding)
            return y if more is None else F.max_pool2d(torch.relu(y), more)

        layer(f"conv2d_{name}", function, {"input": x, "weight": w, "bias": b}, 14, layout=layout, stride=stride, padding=padding)


def pool():
    x = draw(2, 3, 9, 8, seed=21)
    layer("max_pool2d", lambda: F.max_pool2d(x, 2), {"input": x}, 22, layout="NCHW, 2x2, last odd row dropped")


def lstm_forward(x, w, u, b, sequences):
    h = torch.zeros(x.shape[0], u.shape[1], dtype=torch.float64)
    c = torch.zeros_like(h)
    outputs = []
    for t in range(x.shape[1]):
        i, f, g, o = (x[:, t] @ w.T + h @ u.T + b).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs, 1) if sequences else h


def lstm():
    layout = "batch, time, input; gates in the rows of the weights in the order input, forget, cell(g, tanh), output; one bias"
    for name, sequences in [("sequences", True), ("last", False)]:
        x, w, u, b = draw(3, 6, 5, seed=31), draw(16, 5, seed=32, scale=0.5), draw(16, 4, seed=33, scale=0.5), draw(16, seed=34, scale=0.5)
        module = torch.nn.LSTM(5, 4, batch_first=True).double()
        with torch.no_grad():
            for target, source in zip([module.weight_ih_l0, module.weight_hh_l0, module.bias_ih_l0, module.bias_hh_l0], [w, u, b, torch.zeros(16)]):
                target.copy_(source)
        expected = module(x)[0] if sequences else module(x)[0][:, -1]
        assert torch.allclose(expected, lstm_forward(x, w, u, b, sequences), atol=1e-12)
        layer(f"lstm_{name}", lambda: lstm_forward(x, w, u, b, sequences), {"input": x, "weight_input": w, "weight_hidden": u, "bias": b}, 35, layout=layout)


def batch_norm():
    x, gamma, beta = draw(8, 5, seed=41, scale=2.0), draw(5, seed=42), draw(5, seed=43)
    mean, var = torch.zeros(5, dtype=torch.float64), torch.ones(5, dtype=torch.float64)
    output = F.batch_norm(x, mean, var, gamma, beta, training=True, momentum=0.1, eps=1e-3)
    upstream = draw(8, 5, seed=44).detach()
    output.backward(upstream)
    write(
        "batch_norm_train", note="momentum 0.1 (new = 0.9 old + 0.1 batch; running variance from the unbiased batch variance), epsilon 1e-3", input=x, gamma=gamma, beta=beta, output=output,
        upstream=upstream, grad_input=x.grad, grad_gamma=gamma.grad, grad_beta=beta.grad, running_mean=mean, running_var=var,
        prediction=F.batch_norm(x, mean, var, gamma, beta, training=False, eps=1e-3))


def train(name, note, forward, parameters, x, y, optimizer, epochs, batch, l2=None, clip=None):
    """Samples in order, the last step of an epoch takes what is left; the loss of an epoch is the mean over its samples before each step, penalty included."""
    before = {f"{k}_before": tensor(v) for k, v in parameters.items()}
    losses = []
    norms = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(y), batch):
            part = slice(start, start + batch)
            loss = F.cross_entropy(forward(x[part]), y[part])
            if l2:
                loss = loss + l2 * sum((v ** 2).sum() for k, v in parameters.items() if k.startswith("w"))
            optimizer.zero_grad()
            loss.backward()
            total += loss.item() * len(y[part])
            if clip:
                # Keras' global_clipnorm: the norm of all gradients, the penalty's included.
                norm = torch.sqrt(sum((v.grad ** 2).sum() for v in parameters.values()))
                norms.append(norm.item())
                if norm > clip:
                    for v in parameters.values():
                        v.grad *= clip / norm
            optimizer.step()
        losses.append(total / len(y))
    if clip:
        assert min(norms) < clip < max(norms), (name, min(norms), max(norms))
    write(
        name, note=note, input=x, labels=y.tolist(), losses=[float(f"{v:.10g}") for v in losses], logits_after=forward(x), **before,
        **{f"{k}_after": v for k, v in parameters.items()})


def trainings():
    def dense_net(seed, units=(4, 6, 3)):
        return {
            "w1": draw(units[0], units[1], seed=seed, scale=0.6), "b1": draw(units[1], seed=seed + 1, scale=0.2),
            "w2": draw(units[1], units[2], seed=seed + 2, scale=0.6), "b2": draw(units[2], seed=seed + 3, scale=0.2)}

    def forward_of(p):
        return lambda x: torch.relu(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]

    x, y = draw(12, 4, seed=51).detach(), labels(12, 3, 52)
    p = dense_net(53)
    train(
        "adam_5_steps", "dense 4-6 ReLU, dense 6-3, softmax cross-entropy; Adam lr 1e-2, betas 0.9 0.999, epsilon 1e-7 (added outside the root, after bias correction)",
        forward_of(p), p, x, y, torch.optim.Adam(p.values(), 1e-2, eps=1e-7), 5, 12)

    p = dense_net(61)
    train(
        "sgd_clip_norm_l2", "dense 4-6 ReLU, dense 6-3; SGD lr 0.1, momentum 0.9; L2 0.25 of both kernels; global clip norm 2 over all gradients, the penalty's included; batches of 5",
        forward_of(p), p, x, y, torch.optim.SGD(p.values(), 0.1, momentum=0.9), 6, 5, l2=0.25, clip=2.0)

    p = dense_net(71)
    train(
        "adam_clip_norm_l2", "the same net; Adam lr 1e-2, epsilon 1e-7; L2 0.25; global clip norm 3; batches of 5",
        forward_of(p), p, x, y, torch.optim.Adam(p.values(), 1e-2, eps=1e-7), 6, 5, l2=0.25, clip=3.0)

    x, y = draw(10, 1, 10, 10, seed=81).detach(), labels(10, 3, 82)
    p = {
        "w1": draw(8, 1, 3, 3, seed=83, scale=0.4), "b1": draw(8, seed=84, scale=0.1), "w2": draw(9, 8, 3, 3, seed=85, scale=0.2), "b2": draw(9, seed=86, scale=0.1),
        "w3": draw(9, 3, seed=87, scale=0.4), "b3": draw(3, seed=88, scale=0.1)}

    def cnn(v):
        v = F.max_pool2d(torch.relu(F.conv2d(v, p["w1"], p["b1"])), 2)
        v = F.max_pool2d(torch.relu(F.conv2d(v, p["w2"], p["b2"])), 2)
        return v.flatten(1) @ p["w3"] + p["b3"]

    train("cnn_training", "twice a 3x3 convolution, ReLU and a 2x2 pool, then dense; NCHW; Adam lr 5e-3, epsilon 1e-7; batches of 4", cnn, p, x, y, torch.optim.Adam(p.values(), 5e-3, eps=1e-7), 6, 4)

    x, y = draw(10, 7, 3, seed=91).detach(), labels(10, 3, 92)
    p = {
        "w1": draw(20, 3, seed=93, scale=0.4), "u1": draw(20, 5, seed=94, scale=0.4), "b1": draw(20, seed=95, scale=0.1),
        "w2": draw(16, 5, seed=96, scale=0.4), "u2": draw(16, 4, seed=97, scale=0.4), "b2": draw(16, seed=98, scale=0.1),
        "w3": draw(4, 3, seed=99, scale=0.4), "b3": draw(3, seed=100, scale=0.1)}

    def recurrent(v):
        v = lstm_forward(v, p["w1"], p["u1"], p["b1"], True)
        return lstm_forward(v, p["w2"], p["u2"], p["b2"], False) @ p["w3"] + p["b3"]

    train("lstm_training", "LSTM 5 (sequences), LSTM 4, dense; Adam lr 1e-2, epsilon 1e-7; batches of 4", recurrent, p, x, y, torch.optim.Adam(p.values(), 1e-2, eps=1e-7), 6, 4)


if __name__ == "__main__":
    for make in (dense, softmax, convolution, pool, lstm, batch_norm, trainings):
        make()
