package org.cam4j.experiments.cli.terminal;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.UserNetworks;

/** Warns when a network of another program's file takes nearly all images for one class: a sign that it was trained on other pixel values than it gets. */
public final class OneClassWarning implements FitListener {
    /** Fewer images say nothing. */
    private static final int LEAST_IMAGES = 20;

    private static final double NEARLY_ALL = 0.95;

    private final PrintWriter messages;

    public OneClassWarning(PrintWriter messages) {
        this.messages = messages;
    }

    @Override
    public void network(EpochResult result, CamModel model, ConfusionMatrix validation) {
        if (result.epoch() == 1) {
            print(model, validation);
        }
    }

    /** Prints the warning if there is reason for it. */
    public void print(CamModel model, ConfusionMatrix answers) {
        if (UserNetworks.isForeign(model)) {
            of(answers, model.classNames()).ifPresent(warning -> {
                messages.println("Warning: " + warning);
                messages.flush();
            });
        }
    }

    /** The warning for these answers; empty where they are spread, few, or the images are all of one class. */
    static Optional<String> of(ConfusionMatrix answers, List<String> classNames) {
        int images = 0;
        int present = 0;
        for (int label = 0; label < answers.classes(); label++) {
            images += answers.images(label);
            present += answers.images(label) > 0 ? 1 : 0;
        }
        if (images < LEAST_IMAGES || present < 2) {
            return Optional.empty();
        }
        for (int answer = 0; answer < answers.classes(); answer++) {
            int column = answer;
            int count = IntStream.range(0, answers.classes())
                    .map(label -> answers.count(label, column))
                    .sum();
            if (count >= NEARLY_ALL * images) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "%d of %d images are classified as '%s'; if the network was trained on other pixel values, "
                                + "name them with --pixels raw, unit, signed or imagenet.",
                        count,
                        images,
                        classNames.get(answer)));
            }
        }
        return Optional.empty();
    }
}
