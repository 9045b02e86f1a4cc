/**
 * What runs inside a function's process: asks the Runtime API for events, calls the handler and posts its answer, as Lambda's managed Java
 * runtime does. It stands on the function's class path, so it depends on nothing but Lambda's own two small libraries.
 */
@NullMarked
package dev.tracedshop.bootstrap;

import org.jspecify.annotations.NullMarked;
