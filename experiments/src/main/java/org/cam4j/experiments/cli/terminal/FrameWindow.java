package org.cam4j.experiments.cli.terminal;

import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.swing.ImageIcon;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;

/** A window that shows one picture after another until it is closed. */
public final class FrameWindow implements AutoCloseable {
    private final JFrame frame;
    private final JLabel label = new JLabel();
    private final AtomicBoolean waiting = new AtomicBoolean();

    public FrameWindow(String title) {
        frame = new JFrame(title);
        frame.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        frame.add(label);
    }

    /** Whether windows can be shown. */
    public static boolean isPossible() {
        return !GraphicsEnvironment.isHeadless();
    }

    /** Shows the picture, unless the one before it is not shown yet. */
    public void show(BufferedImage picture) {
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
    public boolean isClosed() {
        return label.getIcon() != null && !frame.isDisplayable();
    }

    @Override
    public void close() {
        SwingUtilities.invokeLater(frame::dispose);
    }
}
