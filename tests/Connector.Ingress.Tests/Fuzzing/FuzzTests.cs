using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Connector.Testing;
using Connector.Testing.Redis;

namespace Connector.Ingress.Tests.Fuzzing;

/// <summary>Whatever is posted, the ingress answers what it documents, stores what it answers with 200, and stays up and small.</summary>
public sealed partial class FuzzTests : IDisposable
{
    private const int BodyLimit = 16_384;
    private const int Senders = 16;
    private const long MostGrowth = 256 << 20;

    private static readonly int Posts = Tiers.Pick(quick: 1_000, ci: 50_000, deep: 1_000_000);
    private static readonly int RawRequests = Tiers.Pick(quick: 100, ci: 1_000, deep: 20_000);

    // Deleted once the ingress has ended, which writes there.
    private readonly DirectoryInfo _spool = Directory.CreateTempSubdirectory("connector-fuzz-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generated_posts_get_documented_answers_and_those_with_200_are_stored()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancelled);
        await using var ingress = await IngressProcess.StartAsync(redis, _spool, BodyLimit, Cancelled);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Senders, AllowAutoRedirect = false });
        var first = FirstSeed();
        var (stored, answered) = (0, 0);
        var wrong = new ConcurrentQueue<string>();
        var memoryAtStart = 0L;

        await Parallel.ForEachAsync(
            Kept().Concat(Enumerable.Range(first, Posts)),
            new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = Cancelled },
            async (seed, cancel) =>
            {
                var post = FuzzCase.Of(seed, BodyLimit);
                using var request = post.Request(ingress.Address);
                using var answer = await client.SendAsync(request, cancel);
                if (!post.Allowed.Contains(answer.StatusCode))
                {
                    wrong.Enqueue($"{(int)answer.StatusCode} for {post}");
                }

                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    Interlocked.Add(ref stored, post.IsStored ? 1 : 0);
                    if (Interlocked.Increment(ref answered) == 100)
                    {
                        memoryAtStart = ingress.Memory;
                    }
                }
            });

        TestContext.Current.SendDiagnosticMessage(
            "{0} posts from seed {1}: {2} answered with 200, memory {3} MiB", Posts, first, answered, ingress.Memory >> 20);
        Assert.Empty(wrong.Take(20));
        Assert.False(ingress.HasEnded, $"The ingress ended (seeds from {first}):\n{ingress.Output}");
        Assert.True(ingress.Memory < memoryAtStart + MostGrowth, $"The ingress grew to {ingress.Memory >> 20} MiB (seeds from {first}).");
        await using var connection = await redis.ConnectAsync();
        var counted = await Eventually.ValueAsync(
            async () => await connection.GetDatabase().HashGetAsync("connector:{0}:counters", ["accepted", "duplicates"]),
            counts => (long)counts[0] + (long)counts[1] >= stored,
            TimeSpan.FromSeconds(60),
            "what was spooled is accepted",
            Cancelled);
        Assert.InRange((long)counted[0] + (long)counted[1], stored, answered);
    }

    [Fact]
    public async Task Bytes_that_are_no_proper_request_are_refused_or_cut_off_and_the_next_post_is_taken()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Cancelled);
        await using var ingress = await IngressProcess.StartAsync(redis, _spool, BodyLimit, Cancelled);
        var first = FirstSeed();

        await Parallel.ForAsync(0, RawRequests, new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = Cancelled }, async (i, cancel) =>
        {
            var answer = await SendAsync(ingress.Address, RawRequest.Of(first + i), cancel);
            // 505 is for another version of HTTP; HTTP/2 is told so in its own frames.
            Assert.False(AnswersAsIfProper().IsMatch(answer), $"seed {first + i}: {answer}");
        });

        using var client = new HttpClient();
        using var request = Enumerable.Range(0, int.MaxValue).Select(seed => FuzzCase.Of(seed, BodyLimit)).First(post => post.IsStored).Request(ingress.Address);
        using var taken = await client.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.False(ingress.HasEnded, $"The ingress ended (seeds from {first}):\n{ingress.Output}");
    }

    public void Dispose() => _spool.Delete(recursive: true);

    [GeneratedRegex("^HTTP/1.1 ([123]|50[0-4])")]
    private static partial Regex AnswersAsIfProper();

    /// <summary>What the server says in its first line, or nothing if it hangs up or keeps waiting for more.</summary>
    private static async Task<string> SendAsync(Uri address, byte[] request, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, cancellationToken);
        try
        {
            var stream = client.GetStream();
            await stream.WriteAsync(request, cancellationToken);
            client.Client.Shutdown(SocketShutdown.Send);
            using var answer = new StreamReader(stream, Encoding.Latin1);
            return await answer.ReadLineAsync(cancellationToken) ?? "";
        }
        catch (Exception hungUp) when (hungUp is IOException or SocketException)
        {
            return "";
        }
    }

    /// <summary>Always the same but in a deep run, which is for what nobody has seen; <c>CONNECTOR_FUZZ_SEED</c> repeats one.</summary>
    private static int FirstSeed() =>
        int.TryParse(Environment.GetEnvironmentVariable("CONNECTOR_FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed
        : Tiers.Current == Tier.Deep ? Environment.TickCount & 0x3fffffff
        : 1;

    /// <summary>Seeds that once found something, from <c>Fuzzing/seeds.txt</c>: one a line, a comment behind it.</summary>
    private static IEnumerable<int> Kept() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fuzzing", "seeds.txt"))
            .Select(line => line.Split('#')[0].Trim())
            .Where(line => line.Length > 0)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture));
}
