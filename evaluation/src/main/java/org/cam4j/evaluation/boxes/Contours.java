package org.cam4j.evaluation.boxes;

/** Which contours of a thresholded map become boxes. */
public enum Contours {
    /** Only the component of the largest contour area: MaxBoxAcc. */
    LARGEST,
    /** Every outer contour and every hole contour: MaxBoxAccV2. */
    ALL
}
