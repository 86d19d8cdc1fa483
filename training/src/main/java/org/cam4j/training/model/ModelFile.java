package org.cam4j.training.model;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.cam4j.datasets.pixels.JavaCpp;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.internal.model.FlatArray;
import org.cam4j.training.internal.model.ForeignFile;
import org.cam4j.training.internal.model.ModelCard;
import org.cam4j.training.internal.model.ModelZip;
import org.cam4j.training.run.RunFolder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model as one file: Deeplearning4j's zip (configuration, parameters, state of the optimizer), which ModelSerializer reads as
 * well, with one more entry {@code cam4j.json} for preprocessing, class names, backbone, head and provenance.
 */
public final class ModelFile {
    private ModelFile() {}

    /**
     * Writes the model, whole or not at all; a missing folder is made.
     *
     * @throws IOException in one line, if the folder cannot be written to
     */
    public static void save(CamModel model, Path file) throws IOException {
        Path whole = file.toAbsolutePath();
        RunFolder folder = RunFolder.open(Objects.requireNonNull(whole.getParent(), "a model needs a file name"));
        folder.write(String.valueOf(whole.getFileName()), stream -> {
            ZipOutputStream zip = new ZipOutputStream(stream);
            zip.setLevel(Deflater.NO_COMPRESSION); // parameters shrink by a tenth at most, and slowly
            write(model, zip);
            zip.finish();
        });
    }

    /**
     * Reads a model that {@link #save} wrote, with the optimizer's state.
     *
     * @throws IOException if the file is absent, damaged, names a class that is not allowed, or has no {@code cam4j.json}
     */
    public static CamModel load(Path file) throws IOException {
        ForeignFile.refuseAsModel(file);
        JavaCpp.initialize();
        try (ModelZip zip = ModelZip.open(file)) {
            ModelCard card = zip.card()
                    .orElseThrow(() -> new IOException(String.format(
                            Locale.ROOT,
                            "Model %s: a Deeplearning4j zip without %s does not say size, preparation and classes of its images; "
                                    + "explain, evaluate and watch take --input-size and --pixels for it, train gives it a head.",
                            file,
                            ModelCard.ENTRY)));
            ComputationGraph graph = zip.graph(
                    card.preprocessing().height(), card.preprocessing().width());
            OutputKind kind = OutputKind.of(graph.getConfiguration());
            if (!card.output().isEmpty() && !card.output().equals(kind.id())) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "Model %s: %s says that its output is %s, but the network ends in %s.",
                        file,
                        ModelCard.ENTRY,
                        card.output(),
                        kind.id()));
            }
            if (kind.classes(zip.outputs()) != card.classNames().size()) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "Model %s: %s names %d classes, but the network has %d outputs.",
                        file,
                        ModelCard.ENTRY,
                        card.classNames().size(),
                        zip.outputs()));
            }
            return new CamModel(
                    graph, card.preprocessing(), card.classNames(), card.backbone(), card.head(), card.provenance());
        }
    }

    private static ModelCard card(CamModel model) {
        return new ModelCard(
                ModelCard.VERSION,
                model.backbone(),
                model.head(),
                model.outputKind().id(),
                model.classNames(),
                model.preprocessing(),
                model.provenance());
    }

    private static void write(CamModel model, ZipOutputStream zip) throws IOException {
        ComputationGraph graph = model.graph();
        put(zip, ModelCard.ENTRY, card(model).toJson());
        put(zip, ModelZip.CONFIGURATION, graph.getConfiguration().toJson().getBytes(StandardCharsets.UTF_8));
        put(zip, ModelZip.PARAMETERS, graph.params());
        INDArray state = graph.getUpdater().getStateViewArray();
        if (state != null && state.length() > 0) {
            put(zip, ModelZip.UPDATER_STATE, state);
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static void put(ZipOutputStream zip, String name, INDArray array) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        DataOutputStream data = new DataOutputStream(new BufferedOutputStream(zip, 1 << 16));
        FlatArray.write(array, data);
        data.flush();
        zip.closeEntry();
    }
}
