package org.cam4j.experiments.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.protocol.Protocol;
import org.cam4j.evaluation.protocol.Protocols;
import picocli.CommandLine.Option;

/** Which images are reported, on which the threshold is chosen, and whose rules decide what is localized. */
public final class ProtocolOptions {
    public enum Half {
        even,
        odd
    }

    @Option(
            names = "--split",
            defaultValue = "test",
            paramLabel = "S",
            description = "Split to evaluate: train, validation or test. Default: ${DEFAULT-VALUE}.")
    public Split split;

    @Option(
            names = "--subset",
            paramLabel = "even|odd",
            description = "Evaluate every second image only, counted from 0.")
    public Optional<Half> subset = Optional.empty();

    @Option(
            names = "--choose-on",
            paramLabel = "even|odd",
            description = "Select the threshold 'validation' on the half that --subset leaves out. "
                    + "Without this option it is selected on the validation split, if there is one.")
    private Optional<Half> chooseOn = Optional.empty();

    @Option(
            names = "--protocol",
            paramLabel = "D",
            completionCandidates = Candidates.Protocols.class,
            defaultValue = "wsoleval",
            description = "Evaluation protocol; one of: ${COMPLETION-CANDIDATES}. "
                    + "It sets the normalizer and adds the threshold that its authors state. "
                    + "MaxBoxAcc, PxAP and mask metrics do not depend on it. Default: wsoleval.")
    private String dialectId;

    @Option(
            names = "--normalizer",
            paramLabel = "N",
            completionCandidates = Candidates.Normalizers.class,
            description = "Scales a raw map to 0..1; one of: ${COMPLETION-CANDIDATES}. Default: that of the protocol.")
    private Optional<Normalizer> normalizer = Optional.empty();

    @Option(
            names = "--grid",
            description = "Add a table of GT-known localization for every protocol, normalizer and threshold policy.")
    public boolean grid;

    public Protocol dialect() {
        return Protocols.byId(dialectId);
    }

    public Normalizer normalizer() {
        return normalizer.orElseGet(() -> dialect().normalizer());
    }

    /** The images to report. */
    public List<Sample> reported(Dataset dataset) {
        List<Sample> samples = half(dataset.samples(split), subset);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Data set '%s' has no images in its %s split; its splits: train %d, validation %d, test %d.",
                    dataset.id(),
                    split.id(),
                    dataset.samples(Split.TRAIN).size(),
                    dataset.samples(Split.VALIDATION).size(),
                    dataset.samples(Split.TEST).size()));
        }
        return samples;
    }

    /** What the threshold is chosen on, in words; empty where it is not chosen. */
    public Optional<String> choice(Dataset dataset) {
        if (chooseOn.isPresent()) {
            return Optional.of(chooseOn.get() + " half of " + split.id());
        }
        boolean hasValidation = dataset.samples(Split.VALIDATION).stream()
                .anyMatch(sample -> !sample.boxes().isEmpty());
        return split == Split.TEST && hasValidation ? Optional.of("validation split") : Optional.empty();
    }

    /**
     * The images on which the threshold is chosen; empty where it is not.
     *
     * @throws IllegalArgumentException where any of them is reported too
     */
    public List<Sample> choosing(Dataset dataset) {
        if (choice(dataset).isEmpty()) {
            return List.of();
        }
        if (chooseOn.isPresent() && (subset.isEmpty() || subset.get() == chooseOn.get())) {
            Half other = chooseOn.get() == Half.even ? Half.odd : Half.even;
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--choose-on %s with %s: a threshold must not be chosen on images that are reported; add --subset %s.",
                    chooseOn.get(),
                    subset.map(half -> "--subset " + half).orElse("all images"),
                    other));
        }
        List<Sample> samples =
                chooseOn.isPresent() ? half(dataset.samples(split), chooseOn) : dataset.samples(Split.VALIDATION);
        Set<String> reported = reported(dataset).stream().map(Sample::id).collect(Collectors.toSet());
        for (Sample sample : samples) {
            if (reported.contains(sample.id())) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Image '%s' is reported and would decide the threshold; expected other images for that.",
                        sample.id()));
            }
        }
        return samples;
    }

    private static List<Sample> half(List<Sample> all, Optional<Half> half) {
        List<Sample> samples = new ArrayList<>();
        for (int index = 0; index < all.size(); index++) {
            if (half.isEmpty() || (index % 2 == 0) == (half.get() == Half.even)) {
                samples.add(all.get(index));
            }
        }
        return samples;
    }
}
