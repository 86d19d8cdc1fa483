package org.cam4j.datasets.fetch;

/** Receives the progress of a download or an extraction. */
public interface FetchListener {
    /** Ignores all progress. */
    FetchListener SILENT = new FetchListener() {};

    /**
     * A piece of work begins.
     *
     * @param task what is done with which file
     * @param total bytes in all; 0 where it is not known
     * @param already bytes that an earlier run did
     */
    default void started(String task, long total, long already) {}

    /** So many bytes are done by now. */
    default void progress(long bytes) {}

    /** Something that a user should read. */
    default void note(String line) {}
}
