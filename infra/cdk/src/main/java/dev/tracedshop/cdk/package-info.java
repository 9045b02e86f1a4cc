/** The CDK app: the shop's stacks, and the one construct that knows how a function is traced by Datadog. */
@NullMarked
package dev.tracedshop.cdk;

import org.jspecify.annotations.NullMarked;
