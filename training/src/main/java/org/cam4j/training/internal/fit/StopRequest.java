package org.cam4j.training.internal.fit;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether a training should end after the step that it is in: asked for by the program, or by another process with a file in the run folder. */
public final class StopRequest {
    /** The file's name in a run folder; its content does not matter. */
    public static final String FILE = "dashboard/stop";

    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(200);

    private volatile boolean asked;
    private @Nullable Path file;
    private long looked;

    /** Asks; from any thread. */
    public void ask() {
        asked = true;
    }

    /** Forgets what was asked. */
    public void forget() {
        asked = false;
    }

    /** Looks for the file from now on. */
    public void watch(Path stopFile) {
        file = stopFile;
        looked = System.nanoTime();
    }

    /** Whether somebody asked; looks for the file five times a second at most. For the thread that trains. */
    public boolean isAsked() {
        long now = System.nanoTime();
        if (!asked && file != null && now - looked >= EVERY) {
            looked = now;
            asked = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        }
        return asked;
    }
}
