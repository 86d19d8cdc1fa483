package org.cam4j.training.internal.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cam4j.training.internal.tensor.TensorEntry;
import org.cam4j.training.internal.torch.TorchFile;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A state dict of PyTorch. */
record TorchWeights(Path file, TorchFile torch, Map<String, TensorEntry> tensors, String prefix)
        implements WeightsFile {
    static TorchWeights open(Path file) throws IOException {
        TorchFile torch = TorchFile.open(file);
        return new TorchWeights(file, torch, torch.tensors(), "");
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public TorchWeights withoutPrefix(String common) {
        return new TorchWeights(file, torch, Prefix.remove(tensors, common, file), prefix + common);
    }

    @Override
    public INDArray read(String name) throws IOException {
        Prefix.requireReadable(tensors.get(name), prefix + name, file);
        return torch.read(prefix + name);
    }

    @Override
    public List<String> notes() {
        return torch.notes();
    }
}
