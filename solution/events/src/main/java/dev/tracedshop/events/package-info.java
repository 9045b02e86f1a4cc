/** Holds the events that the shop's services exchange: their envelope, their types and their JSON. */
@NullMarked
package dev.tracedshop.events;

import org.jspecify.annotations.NullMarked;
