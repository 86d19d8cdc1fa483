package org.cam4j.training.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.cam4j.training.internal.graph.InputShapes;
import org.cam4j.training.internal.keras.KerasFile;
import org.cam4j.training.model.CamModel;

/** Networks of Keras files, with the scale of the pixels where the files have it. */
final class KerasNetworks {
    private static final String OWN_LAYERS = "as the file's first layers scale them";

    private KerasNetworks() {}

    /** Whether a file is one of Keras, by its content. */
    static boolean is(Path file) throws IOException {
        return KerasFile.isZip(file) || KerasFile.isHdf5(file);
    }

    /** A network as {@link UserNetworks#read} gives it. */
    static CamModel read(Path file, int height, int width, Optional<PixelRange> pixels) throws IOException {
        KerasFile keras = KerasFile.read(file);
        UserNetworks.requireSize(file, keras.height(), keras.width(), height, width);
        boolean known = keras.preprocessing().isPresent();
        requireNoPixels(file, keras, pixels);
        return UserNetworks.foreign(
                keras.graph(),
                preprocessing(keras, pixels.orElse(PixelRange.UNIT).of(keras.height(), keras.width())),
                keras.classes(),
                file,
                known ? OWN_LAYERS : pixels.map(UserNetworks::given).orElse(PixelRange.UNIT + ", assumed"),
                known || pixels.isPresent() ? Optional.empty() : Optional.of(UserNetworks.ASSUMED));
    }

    private static void requireNoPixels(Path file, KerasFile keras, Optional<PixelRange> pixels) {
        if (keras.preprocessing().isPresent() && pixels.isPresent()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Model %s: its first layers scale pixels from 0 to 255; leave --pixels %s out.",
                    file,
                    pixels.get()));
        }
    }

    /** A backbone of the catalog from a Keras file: the file's own graph, with the backbone's preprocessing. */
    static CamModel create(NetworkSpec spec, Path file) throws IOException {
        Backbone backbone = Backbones.byId(spec.backbone());
        KerasFile keras = KerasFile.read(file);
        UserNetworks.requireSize(file, keras.height(), keras.width(), spec.height(), spec.width());
        requireNoPixels(file, keras, spec.pixels());
        Map<String, String> provenance = Provenance.ofFile(file);
        provenance.put(
                UserNetworks.PIXELS,
                keras.preprocessing().isPresent()
                        ? OWN_LAYERS
                        : spec.pixels().map(UserNetworks::given).orElse("those of " + backbone.id() + ", assumed"));
        OutputCheck.note(keras.graph(), provenance);
        CamModel model = new CamModel(
                keras.graph(),
                preprocessing(
                        keras,
                        spec.pixels()
                                .map(range -> range.of(keras.height(), keras.width()))
                                .orElse(backbone.preprocessing(keras.height(), keras.width()))),
                CamModel.numberedClasses(keras.classes()),
                backbone.id(),
                Heads.ORIGINAL,
                provenance);
        return UserNetworks.rehead(model, spec);
    }

    /** The file's own preprocessing, else another, for as many channels as the network reads. */
    private static Preprocessing preprocessing(KerasFile keras, Preprocessing other) {
        Preprocessing preprocessing = keras.preprocessing().orElse(other);
        return InputShapes.channels(keras.graph().getConfiguration()) == 1 ? preprocessing.gray() : preprocessing;
    }
}
