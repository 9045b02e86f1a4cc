package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * One event of an execution's history.
 *
 * @param id from 1
 * @param previousId the event that led to it; 0 at the start
 * @param type for example {@code TaskStateEntered}
 * @param time when
 * @param details what its kind tells, in the names of GetExecutionHistory's detail members
 */
public record HistoryEvent(long id, long previousId, String type, Instant time, ObjectNode details) {}
