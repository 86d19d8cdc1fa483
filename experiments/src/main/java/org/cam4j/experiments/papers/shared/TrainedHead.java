package org.cam4j.experiments.papers.shared;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.experiments.papers.frozen.CachedFeatures;
import org.cam4j.experiments.papers.frozen.FrozenNetwork;
import org.cam4j.experiments.papers.frozen.HeadTraining;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.experiments.reproduce.run.TaskTraining;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.run.RunIdentity;

/**
 * A head with layers of its own, trained by {@link HeadTraining} on the cached maps of a backbone with published weights, which stay as they are; the whole network is
 * then measured. The data need no validation split.
 *
 * @param backbone id
 * @param weights its published weights
 * @param size rows and columns of the input
 * @param training of the head
 * @param measurement of the network
 */
public record TrainedHead(String backbone, String weights, int size, HeadTraining training, RunTask measurement)
        implements RunTask {
    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "trained-head")
                .with("backbone", backbone)
                .with("weights", weights)
                .with("size", size)
                .with("head", training.head())
                .with("epochs", training.epochs())
                .with("measurement", measurement.identity());
    }

    @Override
    public boolean varies() {
        return true;
    }

    @Override
    public List<String> datasets() {
        return measurement.datasets();
    }

    @Override
    public List<String> weightsFiles() {
        return Stream.concat(Stream.of(weights), measurement.weightsFiles().stream())
                .toList();
    }

    /** Those of the measurement: the head itself is trained on cached maps. */
    @Override
    public List<TaskTraining> trainings(int classes) {
        return measurement.trainings(classes);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        FrozenHeads frozen = new FrozenHeads(backbone, Optional.of(weights), size, List.of(), List.of());
        int read = Heads.byId(training.head()).taps();
        List<String> all = Backbones.byId(backbone).blockTaps();
        List<String> taps = all.subList(all.size() - read, all.size());
        CachedFeatures features = frozen.features(context, taps);
        List<Sample> images = context.data().samples(Split.TRAIN);
        Set<String> ids = images.stream().map(Sample::id).collect(Collectors.toSet());
        CamModel model = frozen.network(context, training.head());
        try (Progress.Task progress =
                context.progress().task("train the head", "images", (long) training.epochs() * images.size())) {
            NetworkSpec spec =
                    NetworkSpec.of(backbone, training.head(), context.data().classNames());
            FrozenNetwork.copy(training.fit(spec, taps, features, ids, context.seed(), progress::to), model.graph());
        }
        return measurement.run(context.with(model));
    }
}
