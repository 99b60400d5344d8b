using System.Text;
using Connector.Ingress.Tests.Hosting;

namespace Connector.Ingress.Tests.Fuzzing;

/// <summary>Bodies: events, what is nearly one, and what is none.</summary>
internal static class FuzzBodies
{
    private static readonly string[] Members =
    [
        "EventId", "Timestamp", "Changes", "Event", "PrimaryKey", "Entity", "ContextIdentifier", "ChangedByAssociateId", "WebhookName", "FieldValues", "Values",
    ];

    private static readonly string[] Oddities =
    [
        "null", "true", "-1", "1e400", "99999999999999999999999999", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\r\\nForged: line\"", "[]", "{}", "[null]", "{\"a\":{\"a\":{}}}",
        "\"contact.changed\"", "\"0001-01-01T00:00:00\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"Cust20001\"", "4711", "0.1",
    ];

    /// <returns>The body, and whether it may name another tenant, by chance or by choice.</returns>
    public static (byte[] Body, bool MayBeForeign) Next(Random random, int limit)
    {
        var kind = random.Next(14);
        return (Next(kind, random, limit), kind is 9 or 10);
    }

    private static byte[] Next(int kind, Random random, int limit) => kind switch
    {
        0 => Noise(random, random.Next(0, 400)),
        1 => Text(new string('[', random.Next(1, 5_000))),
        2 => Text("{\"a\":" + new string('{', random.Next(1, 5_000))),
        3 => Text($"{{\"Event\":\"{new string('x', random.Next(1, 20_000))}\"}}"),
        4 => [],
        5 => Text(new string(' ', random.Next(1, 500))),
        6 => [0xef, 0xbb, 0xbf, .. Event(random)],
        7 => random.Next(50) == 0 ? Sized(limit + random.Next(-1, 3)) : Event(random),
        8 => Truncated(Event(random), random),
        9 => Bent(Event(random), random),
        10 => Odd(random),
        11 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(Event(random))),
        _ => Event(random),
    };

    private static byte[] Event(Random random) => Text($$"""
        {"EventId":"{{new Guid(Noise(random, 16))}}","Timestamp":"2026-03-02T09:14:33.1204471Z","Changes":["contact_id","updated","name"],
         "Event":"contact.changed","PrimaryKey":{{random.Next()}},"Entity":"contact","ContextIdentifier":"{{IngressHost.Tenant}}","ChangedByAssociateId":12}
        """);

    /// <summary>An object of the known members, some missing, some twice, with values that do not belong there.</summary>
    private static byte[] Odd(Random random)
    {
        var members = Enumerable.Range(0, random.Next(1, 14))
            .Select(_ => $"\"{Members[random.Next(Members.Length)]}\":{Oddities[random.Next(Oddities.Length)]}");
        return Text($"{{{string.Join(',', members)}}}");
    }

    private static byte[] Truncated(byte[] body, Random random) => body[..random.Next(body.Length)];

    private static byte[] Bent(byte[] body, Random random)
    {
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            body[random.Next(body.Length)] = (byte)random.Next(256);
        }

        return body;
    }

    private static byte[] Sized(int bytes) => Text($"{{\"Event\":\"{new string('y', bytes - 12)}\"}}");

    private static byte[] Noise(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
