package io.gds.database.operation;

import java.time.Duration;

/**
 * What became of one step.
 *
 * @param step the step
 * @param status how far it came
 * @param attempts how often it was sent, zero if never
 * @param elapsed the time from its first attempt to its end
 */
public record StepResult(Step step, StepStatus status, int attempts, Duration elapsed) {}
