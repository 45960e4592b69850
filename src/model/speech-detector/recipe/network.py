"""The network: two causal convolutions, a GRU, one output."""
import torch
from torch import nn

INPUTS, CHANNELS, KERNEL, UNITS = 64, 32, 5, 32


class SpeechNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv1d(INPUTS, CHANNELS, KERNEL)
        self.second = nn.Conv1d(CHANNELS, CHANNELS, 3)
        self.recurrent = nn.GRU(CHANNELS, UNITS, batch_first=True)
        self.output = nn.Linear(UNITS, 1)

    def forward(self, x):
        """Returns the logits (clips, frames) of inputs (clips, frames, 64)."""
        y = nn.functional.pad(x.transpose(1, 2), (KERNEL - 1, 0), mode="replicate")
        y = nn.functional.pad(torch.relu(self.first(y)), (2, 0), mode="replicate")
        y, _ = self.recurrent(torch.relu(self.second(y)).transpose(1, 2))
        return self.output(y)[:, :, 0]
