using System.Text;
using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
using Connector.Jobs.Undo;

namespace Connector.Jobs.Tests.Journal;

/// <summary>A directory of journals for one test.</summary>
internal sealed class JournalFolder : IDisposable
{
    public const string Tenant = "Cust1";

    public static readonly EntityKey Person = EntityKey.Person(4);
    public static readonly EntityKey Other = EntityKey.Person(41);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"connector-{Guid.NewGuid():N}", "journals");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string[] Journals => Directory.GetFiles(Path, "*.journal.db");

    public JournalWriter Writer(long mostBytes = 1L << 40) => new(Path, mostBytes);

    /// <summary>Entries of these fences, appended at a time.</summary>
    public static Task AppendAsync(JournalWriter writer, IEnumerable<int> fences, Func<int, JournalEntry> entry) =>
        Task.WhenAll(fences.Select(fence => Task.Run(() => writer.AppendAsync(Tenant, entry(fence), Cancellation))));

    public async Task<IReadOnlyList<JournalEntry>> ReadAsync(EntityKey entity, string tenant = Tenant)
    {
        using var reading = JournalReading.Open(Path);
        return await reading.OfAsync(tenant, entity, Cancellation).ToListAsync(Cancellation);
    }

    public async Task<IReadOnlyList<string>> EntitiesAsync(string after = "")
    {
        using var reading = JournalReading.Open(Path);
        return await reading.EntitiesAsync(Tenant, after, new UndoSelection(), Cancellation).Select(entity => entity.ToString()).ToListAsync(Cancellation);
    }

    public Task<int> EraseAsync(EntityKey entity) => JournalErasing.EraseAsync(Path, Tenant, entity, Cancellation);

    public async Task<IReadOnlyList<ImportedFile>> ImportAsync(JournalWriter writer)
    {
        var files = new List<ImportedFile>();
        await JournalImport.RunAsync(Path, writer, files.Add, Cancellation);
        return files;
    }

    /// <summary>All bytes of all files, as text that shows ASCII.</summary>
    public string Bytes() => string.Concat(Directory.GetFiles(Path).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var text = new StreamReader(stream, Encoding.Latin1);
        return text.ReadToEnd();
    }));

    public static JournalEntry Entry(long fence, EntityKey? entity = null, string? old = null, DateTimeOffset? at = null) => new()
    {
        At = at ?? DateTimeOffset.UnixEpoch.AddSeconds(fence),
        Entity = (entity ?? Person).ToString(),
        Account = "c1",
        Fence = fence,
        Run = "r",
        Old = new Dictionary<string, string?> { ["a"] = old },
        New = new Dictionary<string, string> { ["a"] = "new" },
    };

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
        }
    }
}
