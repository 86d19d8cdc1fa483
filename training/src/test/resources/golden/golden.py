"""Independent forward passes of published networks in numpy and double precision: writes the CSV files of this folder.

Usage: golden.py WEIGHTS_FOLDER, with the .safetensors files of BVLC's GoogLeNet and of Inception-v3's layers up to Mixed_6e.

The input is a pattern of 8-bit values, pixel(channel, y, x) = (7 y + 13 x + 31 channel) mod 256 in the order RGB, prepared
as the weights' metadata say.
"""

import json
import struct
import sys

import numpy as np


class Network:
    def __init__(self, file):
        data = open(file, "rb").read()
        end = 8 + struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:end])
        header.pop("__metadata__")
        types = {"F16": "<f2", "F32": "<f4"}
        self.tensors = {
            name: np.frombuffer(data[end + entry["data_offsets"][0]:end + entry["data_offsets"][1]], types[entry["dtype"]])
            .reshape(entry["shape"]).astype(np.float64)
            for name, entry in header.items()
        }

    def conv(self, x, name, stride=1, padding=None):
        """Convolution, bias, ReLU; by default with the padding that keeps the size."""
        weight, bias = self.tensors[name + ".conv.weight"], self.tensors[name + ".conv.bias"]
        rows, columns = weight.shape[2:]
        top, left = (rows // 2, columns // 2) if padding is None else (padding, padding)
        x = np.pad(x, ((0, 0), (top, top), (left, left)))
        height, width = (x.shape[1] - rows) // stride + 1, (x.shape[2] - columns) // stride + 1
        y = np.zeros((len(weight), height, width))
        for r in range(rows):
            for c in range(columns):
                window = x[:, r:r + stride * (height - 1) + 1:stride, c:c + stride * (width - 1) + 1:stride]
                y += np.tensordot(weight[:, :, r, c], window, 1)
        return np.maximum(y + bias[:, None, None], 0)

    def chain(self, x, *names):
        for name in names:
            x = self.conv(x, name)
        return x


def max_pool(x, kernel, stride, padding=0, ceil=True):
    size = x.shape[1]
    room = size + 2 * padding - kernel
    out = (-(-room // stride) if ceil else room // stride) + 1
    extent = max((out - 1) * stride + kernel, size + padding)
    padded = np.full((len(x), extent, extent), -np.inf)
    padded[:, padding:padding + size, padding:padding + size] = x
    y = np.full((len(x), out, out), -np.inf)
    for r in range(kernel):
        for c in range(kernel):
            y = np.maximum(y, padded[:, r:r + stride * (out - 1) + 1:stride, c:c + stride * (out - 1) + 1:stride])
    return y


def average_pool(x, count_padding):
    """3x3, stride 1, padding 1."""
    def total(values):
        padded = np.pad(values, ((0, 0), (1, 1), (1, 1)))
        height, width = values.shape[1:]
        return sum(padded[:, r:r + height, c:c + width] for r in range(3) for c in range(3))

    return total(x) / (9 if count_padding else total(np.ones_like(x)))


def local_response(x, size=5, alpha=1e-4, beta=0.75):
    squares = [np.sum(x[max(0, c - size // 2):c + size // 2 + 1] ** 2, axis=0) for c in range(len(x))]
    return x / (1 + alpha / size * np.array(squares)) ** beta


def googlenet(net, x):
    """bvlc_googlenet/deploy.prototxt: the logits."""
    def module(x, name):
        return np.concatenate([
            net.conv(x, name + ".branch1"),
            net.chain(x, name + ".branch2.0", name + ".branch2.1"),
            net.chain(x, name + ".branch3.0", name + ".branch3.1"),
            net.conv(max_pool(x, 3, 1, 1), name + ".branch4.1"),
        ])

    x = local_response(max_pool(net.conv(x, "conv1", 2), 3, 2))
    x = local_response(net.chain(x, "conv2", "conv3"))
    for stage in (("3a", "3b"), ("4a", "4b", "4c", "4d", "4e"), ("5a", "5b")):
        x = max_pool(x, 3, 2)
        for name in stage:
            x = module(x, "inception" + name)
    return net.tensors["fc.weight"] @ x.mean((1, 2)) + net.tensors["fc.bias"]


def inception(net, x, count_padding):
    """Inception-v3 up to Mixed_6e: the mean of every map."""
    def pooled(x, name):
        return net.conv(average_pool(x, count_padding), name + ".branch_pool")

    def a(x, name):
        return np.concatenate([
            net.conv(x, name + ".branch1x1"),
            net.chain(x, name + ".branch5x5_1", name + ".branch5x5_2"),
            net.chain(x, *(name + ".branch3x3dbl_%d" % i for i in (1, 2, 3))),
            pooled(x, name),
        ])

    def c(x, name):
        return np.concatenate([
            net.conv(x, name + ".branch1x1"),
            net.chain(x, *(name + ".branch7x7_%d" % i for i in (1, 2, 3))),
            net.chain(x, *(name + ".branch7x7dbl_%d" % i for i in (1, 2, 3, 4, 5))),
            pooled(x, name),
        ])

    x = net.conv(net.conv(x, "Conv2d_1a_3x3", 2, 0), "Conv2d_2a_3x3", 1, 0)
    x = max_pool(net.conv(x, "Conv2d_2b_3x3"), 3, 2, ceil=False)
    x = max_pool(net.conv(net.conv(x, "Conv2d_3b_1x1"), "Conv2d_4a_3x3", 1, 0), 3, 2, ceil=False)
    for name in ("Mixed_5b", "Mixed_5c", "Mixed_5d"):
        x = a(x, name)
    doubles = net.chain(x, "Mixed_6a.branch3x3dbl_1", "Mixed_6a.branch3x3dbl_2")
    x = np.concatenate([
        net.conv(x, "Mixed_6a.branch3x3", 2, 0),
        net.conv(doubles, "Mixed_6a.branch3x3dbl_3", 2, 0),
        max_pool(x, 3, 2, ceil=False),
    ])
    for name in ("Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e"):
        x = c(x, name)
    return x.mean((1, 2))


def pattern(size):
    y, x = np.mgrid[0:size, 0:size]
    return np.stack([(7 * y + 13 * x + 31 * channel) % 256 for channel in range(3)]).astype(np.float64)


def write(file, values):
    with open(file, "w") as out:
        out.writelines("%.6g\n" % value for value in values)


if __name__ == "__main__":
    folder = sys.argv[1]
    bvlc = Network(folder + "/bvlc_googlenet-imagenet-f16.safetensors")
    write("bvlc_googlenet-logits.csv", googlenet(bvlc, pattern(224) - np.array([123, 117, 104])[:, None, None]))
    v3 = Network(folder + "/inception_v3-imagenet-trunk-f16.safetensors")
    for count in (True, False):
        name = "counted" if count else "not-counted"
        write("inception_v3-padding-%s.csv" % name, inception(v3, (pattern(299) - 128) / 128, count))
