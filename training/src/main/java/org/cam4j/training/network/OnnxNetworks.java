package org.cam4j.training.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.training.internal.onnx.InputScale;
import org.cam4j.training.internal.onnx.OnnxFile;
import org.cam4j.training.model.CamModel;

/** Networks of ONNX files, with the preprocessing that the file says or that has to be assumed. */
final class OnnxNetworks {
    private OnnxNetworks() {}

    /** As {@link UserNetworks#read(Path, int, int, Optional)}. */
    static CamModel read(Path file, int height, int width, Optional<PixelRange> pixels) throws IOException {
        OnnxFile onnx = OnnxFile.read(file, height, width);
        UserNetworks.requireSize(file, onnx.height(), onnx.width(), height, width);
        InputScale scale = onnx.scale();
        if (onnx.isOwn() && pixels.isPresent()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Model %s: its metadata say how its input is prepared; leave --pixels %s out.",
                    file,
                    pixels.get()));
        }
        boolean bytes = onnx.isOwn() || onnx.readsBytes() || (!scale.isNone() && scale.isOfBytes());
        PixelRange range = pixels.orElse(bytes ? PixelRange.RAW : PixelRange.UNIT);
        Preprocessing preprocessing = scale.behind(range.of(onnx.height(), onnx.width()));
        List<String> notes = new ArrayList<>();
        if (!scale.isNone() && !onnx.isOwn()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "the normalization in front of the network is a part of the preprocessing now: %s of 0 to 255, mean %s, std %s%s",
                    preprocessing.channelOrder(),
                    rounded(preprocessing.mean()),
                    rounded(preprocessing.std()),
                    pixels.isPresent() ? "" : " (--pixels " + range + " is assumed)"));
        } else if (pixels.isEmpty() && !onnx.isOwn()) {
            notes.add(
                    onnx.readsBytes()
                            ? "the input is declared as bytes: RGB of 0 to 255 is assumed (--pixels raw)"
                            : UserNetworks.ASSUMED);
        }
        notes.addAll(onnx.notes());
        CamModel model = UserNetworks.foreign(
                onnx.graph(),
                preprocessing,
                onnx.classes(),
                file,
                pixels.map(UserNetworks::given).orElse(onnx.isOwn() ? "the file's metadata" : range + ", assumed"),
                notes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", notes)));
        return onnx.classNames().isEmpty() ? model : model.withClassNames(onnx.classNames());
    }

    private static List<String> rounded(List<Double> values) {
        return values.stream()
                .map(value -> String.format(Locale.ROOT, "%.4g", value))
                .toList();
    }
}
