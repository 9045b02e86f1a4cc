package dev.tracedshop.local.eventbridge;

import dev.tracedshop.local.pattern.EventPattern;
import java.util.List;

/**
 * A rule of a bus.
 *
 * @param name its name
 * @param arn its ARN
 * @param pattern which events it is for
 * @param targets where it sends them
 */
record Rule(String name, String arn, EventPattern pattern, List<Target> targets) {}
