package org.cam4j.training.dashboard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.cam4j.training.dashboard.RunState.State;
import org.cam4j.training.fit.result.EpochMetric;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.cam4j.training.internal.dashboard.ProbeSet;
import org.cam4j.training.internal.dashboard.RegularFile;
import org.cam4j.training.internal.dashboard.RegularFile.Stamp;
import org.cam4j.training.internal.dashboard.Timeline;
import org.cam4j.training.internal.dashboard.TrainingInfo;
import org.jspecify.annotations.Nullable;

/**
 * The runs below a folder. What was read is kept until the file changes: a browser asks every two seconds, and there may be hundreds of runs with thousands of epochs. Of most runs only the
 * last epoch is kept, of a few everything.
 */
final class Runs {
    private static final int DEEPEST = 8;
    /** A folder with more files than this holds images, not runs. */
    private static final int MOST_FILES = 1000;

    private static final int MOST_VISITED = 200_000;
    private static final int ID_BYTES = 8;
    private static final int MOST_OPEN = 16;
    private static final Duration KEPT = Duration.ofSeconds(5);
    /** The search takes at most this part of the time. */
    private static final int SEARCH_PAUSE = 20;

    /** Long enough that the first list of an ordinary folder is complete. */
    private static final long FIRST_PATIENCE_MILLISECONDS = 2000;

    private static final Duration LISTED = Duration.ofSeconds(1);

    private final Path root;
    private final Refreshed<Found> found = new Refreshed<>(null, this::search);
    private final Refreshed<Listing> listing = new Refreshed<>(null, this::list);
    private final Refreshed<Boolean> reading = new Refreshed<>(false, this::readSummaries);
    private final Map<String, Summary> summaries = new ConcurrentHashMap<>();
    private final Map<String, Refreshed<Open>> open = new LinkedHashMap<>(MOST_OPEN, 0.75f, true);

    Runs(Path root) {
        this.root = root;
    }

    /**
     * A run.
     *
     * @param id a hash of its path, so that an address can name it without being a path
     * @param name its path below the folder, with {@code /}; the folder's own name for the folder itself
     */
    record Run(String id, String name, Path folder) {}

    /** The runs by their ids, in the order of their names. */
    private record Found(Map<String, Run> runs, long nanoTime, Duration kept) {}

    /** What the files of a run are when they are read. */
    record Version(
            Optional<Stamp> training, Optional<Stamp> probes, Optional<Stamp> timeline, Optional<Stamp> history) {
        static final Version UNREAD =
                new Version(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        static Version of(Path run) {
            return new Version(
                    RegularFile.stamp(run, TrainingInfo.FILE),
                    RegularFile.stamp(run, ProbeFolder.PROBES),
                    RegularFile.stamp(run, ProbeFolder.TIMELINE),
                    RegularFile.stamp(run, ProbeFolder.HISTORY));
        }

        /** When the run wrote something last; 0 where that is not known. */
        long modified() {
            return Stream.of(training, timeline, history)
                    .flatMap(Optional::stream)
                    .mapToLong(Stamp::modified)
                    .max()
                    .orElse(0);
        }
    }

    private record Summary(Version version, @Nullable Line line) {}

    /** What the list was a moment ago. */
    record Listing(List<Line> lines, Optional<Run> newest, long nanoTime) {}

    /** A run with everything but its maps. */
    record Open(
            @Nullable TrainingInfo training, @Nullable ProbeSet probes, List<Timeline.Epoch> epochs, Version version) {}

    /** One line of the list. */
    record Line(
            String id,
            String name,
            String dataset,
            String network,
            int epochs,
            State state,
            long quietMinutes,
            Timeline.@Nullable Epoch last,
            @Nullable EpochResult best,
            long started,
            Map<String, String> settings) {
        Line with(RunState now) {
            return new Line(
                    id, name, dataset, network, epochs, now.state(), now.quietMinutes(), last, best, started, settings);
        }
    }

    /** There is nothing of this name. */
    static final class Missing extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** The run of this id. */
    Run run(String id) throws IOException {
        Run run = all().get(id);
        if (run == null) {
            throw new Missing();
        }
        return run;
    }

    /** The run that finished an epoch last, running ones first; empty where there is none. */
    Optional<Run> newest() throws IOException {
        return listing().newest;
    }

    /** All runs whose files can be read; those that were not read yet without their epochs. The same object as long as it is not made again. */
    Listing listing() throws IOException {
        Listing known = listing.known();
        return listing.get(known == null || Refreshed.isOlder(known.nanoTime, LISTED));
    }

    private Listing list() throws IOException {
        long now = System.currentTimeMillis();
        Map<String, Run> runs = all();
        boolean outdated = false;
        for (Run run : runs.values()) {
            Summary known = summaries.get(run.id());
            if (known == null) {
                summaries.put(run.id(), new Summary(Version.UNREAD, unread(run)));
            }
            outdated |= known == null || !known.version.equals(Version.of(run.folder()));
        }
        if (listing.known() == null) {
            reading.get(true, FIRST_PATIENCE_MILLISECONDS);
        } else {
            reading.get(outdated);
        }
        List<Line> lines = new ArrayList<>();
        Run newest = null;
        long best = Long.MIN_VALUE;
        for (Run run : runs.values()) {
            Summary summary = summaries.get(run.id());
            if (summary != null && summary.line != null) {
                RunState state = RunState.of(run.folder(), now);
                lines.add(summary.line.with(state));
                long rank = summary.version.modified() + (state.state() == State.RUNNING ? now : 0);
                if (rank > best) {
                    best = rank;
                    newest = run;
                }
            }
        }
        return new Listing(lines, Optional.ofNullable(newest), System.nanoTime());
    }

    /** Reads what changed; in a large folder this takes longer than anyone wants to wait. */
    private boolean readSummaries() throws IOException {
        for (Run run : all().values()) {
            Version version = Version.of(run.folder());
            Summary known = summaries.get(run.id());
            if (known == null || !known.version.equals(version)) {
                summaries.put(run.id(), new Summary(version, line(run)));
            }
        }
        return true;
    }

    private static Line unread(Run run) {
        return new Line(run.id(), run.name(), "", "", 0, State.UNKNOWN, 0, null, null, 0, Map.of());
    }

    private static @Nullable Line line(Run run) {
        try {
            Open open = read(run);
            TrainingInfo training = open.training;
            ProbeSet probes = open.probes;
            List<Timeline.Epoch> epochs = open.epochs;
            return new Line(
                    run.id(),
                    training != null && !training.title().isEmpty() ? training.title() : run.name(),
                    training != null ? training.dataset() : probes != null ? probes.dataset() : "",
                    training != null
                            ? training.backbone() + "+" + training.head()
                            : probes != null ? probes.backbone() + "+" + probes.head() : "",
                    training != null ? training.epochs() : probes != null ? probes.epochs() : 0,
                    State.UNKNOWN,
                    0,
                    epochs.isEmpty() ? null : epochs.get(epochs.size() - 1),
                    epochs.isEmpty()
                            ? null
                            : bestMetric(training)
                                    .best(epochs.stream()
                                            .map(Timeline.Epoch::result)
                                            .toList()),
                    training != null ? training.started() : 0,
                    training != null ? training.settings() : Map.of());
        } catch (IOException damaged) {
            return null; // the others can be shown all the same
        }
    }

    private static EpochMetric bestMetric(@Nullable TrainingInfo training) {
        return EpochMetric.orTop1(training == null ? "" : training.settings().getOrDefault("best-metric", ""));
    }

    /** Probes and epochs of a run. */
    Open open(Run run) throws IOException {
        Refreshed<Open> kept;
        synchronized (open) {
            kept = open.computeIfAbsent(run.id(), id -> new Refreshed<>(null, () -> read(run)));
            if (open.size() > MOST_OPEN) {
                open.remove(open.keySet().iterator().next());
            }
        }
        Open known = kept.known();
        return kept.get(known == null || !known.version.equals(Version.of(run.folder())));
    }

    private static Open read(Run run) throws IOException {
        Version version = Version.of(run.folder());
        ProbeFolder folder = new ProbeFolder(run.folder());
        return new Open(
                folder.training().orElse(null), folder.hasProbes() ? folder.probes() : null, folder.epochs(), version);
    }

    /** The runs as they were found a few seconds ago. */
    private Map<String, Run> all() throws IOException {
        Found known = found.known();
        return found.get(known == null || Refreshed.isOlder(known.nanoTime, known.kept)).runs;
    }

    private Found search() throws IOException {
        long begin = System.nanoTime();
        Map<String, Run> byId = new LinkedHashMap<>();
        below().values().forEach(run -> byId.put(run.id(), run));
        summaries.keySet().retainAll(byId.keySet());
        long end = System.nanoTime();
        Duration pause = Duration.ofNanos(SEARCH_PAUSE * (end - begin));
        return new Found(byId, end, pause.compareTo(KEPT) > 0 ? pause : KEPT);
    }

    /** Links are not followed, and what cannot be read is passed over. */
    private Map<String, Run> below() throws IOException {
        Map<String, Run> byName = new TreeMap<>();
        Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEEPEST, new SimpleFileVisitor<>() {
            private int visited;
            private int files;

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                files = 0;
                if (folder.endsWith(".git")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!new ProbeFolder(folder).exists()) {
                    return visited();
                }
                String name = name(folder);
                byName.put(name, new Run(id(name), name, folder));
                return FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return ++files > MOST_FILES ? FileVisitResult.SKIP_SIBLINGS : visited();
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException unreadable) {
                return FileVisitResult.CONTINUE;
            }

            private FileVisitResult visited() {
                return ++visited > MOST_VISITED ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
        });
        return byName;
    }

    private String name(Path folder) {
        Path relative = root.equals(folder) ? folder.getFileName() : root.relativize(folder);
        return relative == null ? "/" : relative.toString().replace('\\', '/');
    }

    private static String id(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
        }
    }
}
