package org.cam4j.experiments.cli;

import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.swing.ImageIcon;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;

/** A window that shows one picture after another until it is closed. */
final class FrameWindow implements AutoCloseable {
    private final JFrame frame;
    private final JLabel label = new JLabel();
    private final AtomicBoolean waiting = new AtomicBoolean();

    FrameWindow(String title) {
        frame = new JFrame(title);
        frame.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        frame.add(label);
    }

    /** Whether windows can be shown. */
    static boolean isPossible() {
        return !GraphicsEnvironment.isHeadless();
    }

    /** Shows the picture, unless the one before it is not shown yet. */
    void show(BufferedImage picture) {
        if (waiting.getAndSet(true)) {
            return;
        }
        SwingUtilities.invokeLater(() -> {
            boolean first = label.getIcon() == null;
            label.setIcon(new ImageIcon(picture));
            if (first) {
                frame.pack();
                frame.setVisible(true);
            }
            waiting.set(false);
        });
    }

    /** Whether the user has closed it. */
    boolean isClosed() {
        return label.getIcon() != null && !frame.isDisplayable();
    }

    @Override
    public void close() {
        SwingUtilities.invokeLater(frame::dispose);
    }
}
