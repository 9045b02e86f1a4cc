package dev.tracedshop.operations;

/**
 * One message of a dead-letter queue, received and not deleted yet.
 *
 * @param messageId its id
 * @param receipt with which it can be deleted
 */
record DeadLetter(String messageId, String receipt, String body) {}
