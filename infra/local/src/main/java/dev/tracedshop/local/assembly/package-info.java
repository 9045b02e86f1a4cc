/**
 * A synthesized cloud assembly: the templates that {@code cdk synth} wrote, with their intrinsic functions resolved across stacks, and a
 * report of everything in them that cannot run here.
 */
@NullMarked
package dev.tracedshop.local.assembly;

import org.jspecify.annotations.NullMarked;
