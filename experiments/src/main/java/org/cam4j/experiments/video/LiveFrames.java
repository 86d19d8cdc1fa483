package org.cam4j.experiments.video;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cam4j.evaluation.Skipped;
import org.jspecify.annotations.Nullable;

/**
 * The newest picture of a source that does not wait: a thread takes them as they come, and whoever asks gets the last one, at once or as soon as there is one. So what is
 * shown lags behind by one picture at most, however slow it is looked at; the others are dropped and counted.
 */
public final class LiveFrames implements FrameSource {
    private static final double MILLISECONDS = 1e3;
    private static final double NANOSECONDS = 1e9;

    private final FrameSource source;
    private final Thread reader;
    private @Nullable VideoFrame newest;
    private @Nullable IOException failure;
    private boolean ended;
    private boolean closed;
    private long dropped;

    /**
     * Starts to take pictures.
     *
     * @param paced whether each is held back until its time, as a file needs, but no camera
     */
    public LiveFrames(FrameSource source, boolean paced) {
        this.source = source;
        this.reader = new Thread(() -> read(paced), "live-frames");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(boolean paced) {
        long begun = System.nanoTime();
        try {
            for (Optional<VideoFrame> frame = source.next(); frame.isPresent(); frame = source.next()) {
                double early = frame.get().seconds() - (System.nanoTime() - begun) / NANOSECONDS;
                if (paced && early > 0) {
                    Thread.sleep(Math.round(early * MILLISECONDS));
                }
                if (!offer(frame.get())) {
                    break;
                }
            }
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException | OutOfMemoryError e) { // of the native reader: whoever waits must hear of it
            fail(new IOException("A picture cannot be read: " + e, e));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt(); // closed while it waited
        } finally {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    private synchronized void fail(IOException reason) {
        failure = reason;
    }

    private synchronized boolean offer(VideoFrame frame) {
        if (newest != null) {
            dropped++;
        }
        newest = frame;
        notifyAll();
        return !closed;
    }

    @Override
    public synchronized Optional<VideoFrame> next() throws IOException {
        try {
            while (newest == null && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        if (newest == null && failure != null) {
            throw failure;
        }
        Optional<VideoFrame> frame = Optional.ofNullable(newest);
        newest = null;
        return frame;
    }

    @Override
    public double framesPerSecond() {
        return source.framesPerSecond();
    }

    @Override
    public long frames() {
        return source.frames();
    }

    /** Those of the source, once it has ended: before, its thread may still add to them. */
    @Override
    public synchronized List<Skipped> skipped() {
        return ended ? source.skipped() : List.of();
    }

    @Override
    public synchronized long dropped() {
        return dropped;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        reader.interrupt();
        try {
            reader.join(); // the source must not be closed while it is read
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        source.close();
    }
}
