/**
 * Runs a synthesized assembly on this machine: its functions as processes of their own, its APIs, tables and topics behind addresses on
 * 127.0.0.1. Knows AWS's services and nothing of what runs on them.
 */
@NullMarked
package dev.tracedshop.local;

import org.jspecify.annotations.NullMarked;
