#!/usr/bin/env python3
"""Train the network.

usage: train.py MINUTES OUT.pt CLIPS.npz... [--continue NETWORK.pt]
Writes OUT.pt.1, OUT.pt.2 and so on, one after each pass over the clips. With --continue, the training of a network is continued with a third of the rate.
"""
import sys
import time
import numpy as np
import torch
from torch import nn
from features import BANDS, with_floors
from network import SpeechNetwork

DELAY = 3  # frames of 20 ms after a frame until the network decides about it
BATCH = 64
RATE = 3e-3
HELD_OUT = 300
QUIETEST = -0.6  # the level of digital silence


def augmented(level, rng):
    """Applies a random smooth equalizer to what is above digital silence, and blanks some bands."""
    level = level.astype(np.float32)
    points = rng.normal(0, 0.18, (len(level), 5)).astype(np.float32)
    bands = np.linspace(0, 4, BANDS)
    equalizer = np.stack([np.interp(bands, np.arange(5), p) for p in points]).astype(np.float32)
    level += equalizer[:, None, :] * np.clip((level - QUIETEST) / 0.4, 0, 1)
    if rng.random() < 0.5:
        first = rng.integers(0, 24)
        level[: len(level) // 4, :, first : first + rng.integers(1, 8)] = QUIETEST
    return level


def tensors(level, label):
    label = np.concatenate([np.repeat(label[:, :1], DELAY, 1), label[:, :-DELAY]], 1)
    return torch.from_numpy(with_floors(level)), torch.from_numpy(label.astype(np.float32))


def loss(logits, label):
    """Frames that may be either do not count, nor do the first, in which the network learns the room."""
    counts = (label < 1.5).float()
    counts[:, :10] = 0
    each = nn.functional.binary_cross_entropy_with_logits(logits, label.clamp(0, 1), reduction="none")
    return (each * counts).sum() / counts.sum()


def main():
    seconds, out = float(sys.argv[1]) * 60, sys.argv[2]
    clips, previous = sys.argv[3:], None
    if "--continue" in clips:
        clips, previous = clips[:-2], clips[-1]
    rate = RATE / 3 if previous else RATE
    files = [np.load(f) for f in clips]
    levels = np.concatenate([f["levels"] for f in files])
    labels = np.concatenate([f["labels"] for f in files])
    torch.set_num_threads(1)
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    order = rng.permutation(len(levels))
    held_out, train = order[:HELD_OUT], order[HELD_OUT:]
    network = SpeechNetwork()
    if previous:
        network.load_state_dict(torch.load(previous))
    optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    check = tensors(levels[held_out].astype(np.float32), labels[held_out])
    start, epoch = time.time(), 0
    while time.time() - start < seconds:
        network.train()
        total, batches, shuffled = 0.0, 0, rng.permutation(train)
        for at in range(0, len(shuffled) - BATCH + 1, BATCH):
            done = (time.time() - start) / seconds
            if done >= 1:
                break
            for group in optimizer.param_groups:
                group["lr"] = rate * min(1, (1 - done) * 1.3 + 0.02)
            batch = shuffled[at : at + BATCH]
            x, label = tensors(augmented(levels[batch], rng), labels[batch])
            error = loss(network(x), label)
            optimizer.zero_grad()
            error.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimizer.step()
            total += error.item()
            batches += 1
        network.eval()
        epoch += 1
        with torch.no_grad():
            logits, label = network(check[0]), check[1]
            p = torch.sigmoid(logits)
            hit = (p[label == 1] > 0.5).float().mean()
            false = (p[label == 0] > 0.5).float().mean()
            print(f"epoch {epoch} {time.time() - start:.0f} s: train {total / max(1, batches):.4f} held out {loss(logits, label):.4f} hit {hit:.3f} false {false:.4f}", flush=True)
        torch.save(network.state_dict(), f"{out}.{epoch}")


if __name__ == "__main__":
    main()
