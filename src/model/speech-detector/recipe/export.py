#!/usr/bin/env python3
"""Write the weights as NetworkWeights.java reads them.

usage: export.py NETWORK.pt speech-detector.weights
"""
import struct
import sys
import zlib
import torch
from network import CHANNELS, INPUTS, KERNEL, UNITS

MAGIC, VERSION = 0x52534E57, 1


def main():
    weights = torch.load(sys.argv[1])
    parts = [
        weights["first.weight"].permute(0, 2, 1), weights["first.bias"],
        weights["second.weight"].permute(0, 2, 1), weights["second.bias"],
        weights["recurrent.weight_ih_l0"], weights["recurrent.bias_ih_l0"],
        weights["recurrent.weight_hh_l0"], weights["recurrent.bias_hh_l0"],
        weights["output.weight"], weights["output.bias"],
    ]
    out = struct.pack(">7i", MAGIC, VERSION, INPUTS, CHANNELS, KERNEL, 3, UNITS)
    out += b"".join(part.contiguous().numpy().astype(">f4").tobytes() for part in parts)
    with open(sys.argv[2], "wb") as f:
        f.write(out + struct.pack(">I", zlib.crc32(out)))


if __name__ == "__main__":
    main()
