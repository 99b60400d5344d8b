using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using StackExchange.Redis;

namespace Connector.Jobs.Tests;

/// <summary>What take.lua answers, read field by field; that the script answers so is what the tests on a real Redis show.</summary>
public sealed class PassReplyTests
{
    private static readonly RedisValue[] Head = [7, "Cust1", "c4711", "run-1", 3, 1_000, 2_000, 3_000, 4, 2];
    private static readonly RedisValue[] First = ["job-1", "event-1", "contact.created", "contact:4711", "created", 11, 500, "00-trace", "", "", "", "", "", ""];
    private static readonly RedisValue[] Second = ["job-2", "event-2", "person.changed", "person:981", "relevant", "", 600, "", "undo", "ANNA", "job-0", "{}", 2, 400];

    [Fact]
    public void Every_field_of_the_pass_is_read()
    {
        var pass = PassReply.Parse([.. Head, .. First]);

        Assert.Equal((7L, AccountKey.OfContact("Cust1", 4711), "run-1"), (pass.Fence, pass.Account, pass.RunId));
        Assert.Equal((3, 4, 2), (pass.FailedAttempts, pass.Crashes, pass.Hops));
        Assert.Equal((At(1_000), At(2_000)), (pass.FailingSince, pass.StillWorkingSince));
        Assert.Equal(At(3_000), pass.StartedAt);
    }

    [Fact]
    public void Jobs_are_read_in_their_order_and_an_empty_field_is_null()
    {
        var pass = PassReply.Parse([.. Head, .. First, .. Second]);

        Assert.Equal(
            [
                new PassJob("job-1", "event-1", "contact.created", EntityKey.Contact(4711), "created", 11, At(500)!.Value, "00-trace"),
                new PassJob("job-2", "event-2", "person.changed", EntityKey.Person(981), "relevant", null, At(600)!.Value, null)
                {
                    Request = "undo",
                    By = "ANNA",
                    ReplayOf = "job-0",
                    Detail = "{}",
                    FailedAttempts = 2,
                    FailingSince = At(400),
                },
            ],
            pass.Jobs);
    }

    [Fact]
    public void Account_that_neither_fails_nor_waits_has_no_times_of_that()
    {
        var pass = PassReply.Parse([.. Head[..5], "", "", .. Head[7..]]);

        Assert.Null(pass.FailingSince);
        Assert.Null(pass.StillWorkingSince);
        Assert.Empty(pass.Jobs);
    }

    private static DateTimeOffset? At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
