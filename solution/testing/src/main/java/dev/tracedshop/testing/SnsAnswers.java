package dev.tracedshop.testing;

/** What SNS answers to the request that publishes a message, for {@link AwsService#answers}. */
public final class SnsAnswers {
    /** The message was accepted; comes with status 200. Its id is {@code 1}. */
    public static final String PUBLISHED = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
            + "<PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>";

    /** There is no such topic; comes with status 404. */
    public static final String NO_SUCH_TOPIC =
            "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error>"
                    + "<Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error></ErrorResponse>";

    private SnsAnswers() {}
}
