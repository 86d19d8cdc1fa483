package org.cam4j.training.internal.dashboard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The process that trains a run. Its number says something only where it was given: on the same machine since the same start, in the same container.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param pid number of the process
 * @param started when the process began, in milliseconds since 1970; 0 where the system does not tell. Numbers are used again, the pair is not
 * @param place machine, start of the machine and container
 */
public record RunProcess(int schemaVersion, long pid, long started, String place) {
    public static final int SCHEMA_VERSION = 1;

    /** The file's name in a run folder. */
    public static final String FILE = "dashboard/process.json";

    /** Systems compute the start of a process from a clock that is corrected now and then. */
    private static final Duration TOLERANCE = Duration.ofSeconds(30);

    private static final String HERE =
            host() + " " + content("/proc/sys/kernel/random/boot_id") + " " + link("/proc/self/ns/pid");

    public RunProcess {
        if (schemaVersion != SCHEMA_VERSION) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Process record has schema version %d, expected %d.", schemaVersion, SCHEMA_VERSION));
        }
    }

    /** This process. */
    public static RunProcess here() {
        ProcessHandle self = ProcessHandle.current();
        return new RunProcess(SCHEMA_VERSION, self.pid(), started(self), HERE);
    }

    /** Whether it still runs; empty where this process cannot know, since it ran elsewhere. */
    public Optional<Boolean> isAlive() {
        if (!HERE.equals(place)) {
            return Optional.empty();
        }
        Optional<ProcessHandle> handle = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        if (handle.isEmpty()) {
            return Optional.of(false);
        }
        long now = started(handle.get());
        return Optional.of(now == 0 || started == 0 || Math.abs(now - started) <= TOLERANCE.toMillis());
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String host() {
        String name = content("/proc/sys/kernel/hostname"); // asks no name server
        if (!name.isEmpty()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "";
        }
    }

    private static String content(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException absent) {
            return "";
        }
    }

    private static String link(String file) {
        try {
            return Files.readSymbolicLink(Path.of(file)).toString();
        } catch (IOException | UnsupportedOperationException absent) {
            return "";
        }
    }
}
