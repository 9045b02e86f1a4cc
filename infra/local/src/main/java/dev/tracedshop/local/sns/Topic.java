package dev.tracedshop.local.sns;

import java.util.List;

/**
 * A topic and who subscribed to it.
 *
 * @param arn its ARN
 * @param subscriptions in the order of the templates
 */
record Topic(String arn, List<Subscription> subscriptions) {
    String name() {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }
}
