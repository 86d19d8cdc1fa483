package org.cam4j.training.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.dashboard.record.Recorders;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.FitResult;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.recipe.TrainRecipe;

/** A training of a second or two on drawn images, watched by a recorder. */
public final class ShortRun {
    public static final int CLASSES = 3;
    public static final int PROBES = 4;

    /** Stands in for a kill. */
    public static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private ShortRun() {}

    public static FitResult fit(Path out, int epochs, boolean resume, FitListener listener) throws IOException {
        Dataset data = data();
        CamModel model = model(data);
        FitListener recorder = Recorders.probes(
                out,
                model,
                data,
                List.of(CamMethods.byId("cam"), CamMethods.byId("grad-cam")),
                PROBES,
                1,
                listener::note);
        return Trainer.of(model, data)
                .recipe(recipe(epochs))
                .into(out)
                .resume(resume)
                .listener(recorder)
                .listener(Recorders.statistics(out, listener::note))
                .listener(listener)
                .fit();
    }

    public static FitResult fitAlone(Path out, int epochs) throws IOException {
        Dataset data = data();
        return Trainer.of(model(data), data).recipe(recipe(epochs)).into(out).fit();
    }

    /** Copies what a recorder wrote. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from.resolve("dashboard"))) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static Dataset data() {
        return Parts.open(new Parts.Options(CLASSES, 32, 0.45, 2, 20, 16, 6, 0), 1);
    }

    private static TrainRecipe recipe(int epochs) {
        return TrainRecipe.fromScratch().epochs(epochs).batchSize(8);
    }

    private static CamModel model(Dataset data) throws IOException {
        Kernels.switchOn();
        return Networks.create(NetworkSpec.of("mini", "gap", data.classNames()).size(32, 32));
    }
}
