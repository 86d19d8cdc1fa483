package org.cam4j.training.rival;

import java.io.IOException;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.parts.Parts;
import org.cam4j.datasets.parts.PartsOptions;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.backbone.CamModel;
import org.cam4j.training.backbone.NetworkSpec;
import org.cam4j.training.backbone.Networks;
import org.cam4j.training.fit.TrainRecipe;

/** Drawn images of 32x32 and the network {@code mini} for them: a few steps take seconds. */
final class DrawnProblem {
    static final int SIZE = 32;

    private DrawnProblem() {}

    static Dataset data() {
        return Parts.open(new PartsOptions(4, SIZE, 0.45, 2, 10, 24, 8, 8), 1);
    }

    static CamModel plain(String head) throws IOException {
        Kernels.switchOn();
        return Networks.create(NetworkSpec.of("mini", head, data().classNames()).withSize(SIZE, SIZE));
    }

    /** A choice whose heads are small enough for tests. */
    static RivalChoice small(Rival rival) {
        boolean hasUnits =
                rival.settings().stream().anyMatch(setting -> setting.name().equals("units"));
        return RivalChoice.parse(hasUnits ? rival.id() + ":units=16" : rival.id());
    }

    static CamModel network(RivalChoice choice) throws IOException {
        return choice.network(plain(choice.rival().head("gap")), 1);
    }

    static TrainRecipe recipe(RivalChoice choice, int epochs) {
        return TrainRecipe.FROM_SCRATCH.withBatchSize(8).withEpochs(epochs).withRival(choice);
    }
}
