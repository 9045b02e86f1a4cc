/** The checkout and what is built in it: where things are, and the CDK app's assemblies. */
@NullMarked
package dev.tracedshop.workshop.build;

import org.jspecify.annotations.NullMarked;
