/**
 * From score maps to boxes to numbers: {@code Evaluation} takes one {@code Observation} an image and hands it to every {@code Metric}. Knows arrays, boxes and
 * masks; nothing of networks. The reference is the evaluator of Choe et al., "Evaluating Weakly Supervised Object Localization Methods Right", CVPR 2020.
 */
@NullMarked
package org.cam4j.training.evaluate;

import org.jspecify.annotations.NullMarked;
