using System.CommandLine;
using Connector.Cli.Asking;
using Connector.Cli.Checking;
using Connector.Cli.Contexts;
using Connector.Cli.Crm;
using Connector.Cli.Discovery;
using Connector.Cli.Findings;
using Connector.Cli.Login;
using Connector.Cli.Showing;
using Connector.SuperOffice.Writing;

namespace Connector.Cli.Setup;

/// <summary>
/// What the steps of a walk have in common. How far it is, is nowhere kept: each step sees it by the context's file, by the CRM and by the connector.
/// </summary>
internal sealed class Walk : IDisposable
{
    /// <summary>Why the walk changed something, for the record, by which it finds that again.</summary>
    public const string Why = "connector setup";

    private readonly bool _noBrowser;
    private CrmSession? _session;
    private DashboardClient? _dashboard;
    private Survey? _survey;

    public Walk(TenantContext context, ParseResult parsed, Answers answers, TextWriter where, bool noBrowser)
    {
        (Context, Parsed, Answers, Where, _noBrowser) = (context, parsed, answers, where, noBrowser);
        Screen = new Screen(where);
    }

    public TenantContext Context { get; private set; }

    public ParseResult Parsed { get; }

    public Answers Answers { get; }

    public TextWriter Where { get; }

    public Screen Screen { get; }

    /// <summary>The tenant's SuperOffice, as the context is now.</summary>
    public CrmSession Session => _session ??= new CrmSession(Context, Parsed, changes: [WriteKind.Setup]);

    /// <summary>The connector's dashboard, with the context's key where the command line has none.</summary>
    public DashboardClient Dashboard => _dashboard ??= new DashboardClient(Parsed, Context.Value("OPERATOR_KEY"));

    /// <summary>What starts a connector for this tenant.</summary>
    public string Start => Context.Name == ContextStore.Sandbox
        ? "dotnet run --project Connector.AppHost"
        : $"dotnet run --project Connector.AppHost --launch-profile tenant -- --EnvFile {Context.File}";

    /// <summary>What goes on from where this walk ends.</summary>
    public string Again => $"connector setup {Context.Option}";

    /// <summary>The login in the browser.</summary>
    public LoginFlow Login => new(Parsed, Where, !_noBrowser, systemUser: false);

    /// <summary>Keeps values in the context's file.</summary>
    public void Keep(params IReadOnlyCollection<KeyValuePair<string, string>> values) => Use(ContextFile.Keep(Context, values));

    /// <summary>Goes on with a changed context.</summary>
    public void Use(TenantContext context)
    {
        Context = context;
        _session?.Dispose();
        _dashboard?.Dispose();
        (_session, _dashboard) = (null, null);
    }

    /// <summary>Operations of a kind.</summary>
    public OperationCalls Operations(string kind) => new(Dashboard, kind, Names.Tenant(Context.Tenant), Environment.UserName, TimeSpan.FromMinutes(2));

    /// <summary>What the tenant has; looked at once.</summary>
    public async Task<Survey> SurveyAsync(CancellationToken cancellationToken)
    {
        if (_survey is null)
        {
            var parts = new Parts(Context);
            using var progress = new StepProgress(Session.Error, Surveyor.FixedSteps);
            _survey = await new Surveyor(Session.Client, parts, progress, all: false).LookAsync(Context.Tenant, cancellationToken);
            parts.Show(Screen);
        }

        return _survey;
    }

    /// <summary>What checks find, with a context that may not be kept yet.</summary>
    public async Task<IReadOnlyList<Checked>> CheckAsync(TenantContext context, bool mayAsk, CancellationToken cancellationToken, params ICheck[] checks)
    {
        using var session = new CrmSession(context, Parsed, changes: [WriteKind.Setup]);
        List<Checked> found = [];
        await foreach (var one in new Checkup(new CheckInput(session, mayAsk, dataDirectory: null)).RunAsync(checks, cancellationToken))
        {
            found.Add(one);
        }

        return found;
    }

    /// <summary>Shows findings, what is doubtful with its cure.</summary>
    /// <exception cref="CommandException">One is bad.</exception>
    public void Show(IReadOnlyList<Checked> findings)
    {
        if (findings.FirstOrDefault(one => one.Finding.Verdict == Verdict.Bad) is { } bad)
        {
            throw Refused(bad);
        }

        foreach (var one in findings)
        {
            var (mark, color) = one.Finding.Verdict.Shown();
            Screen.Mark(mark, $"{one.Name}: {one.Finding.Text}", color);
            if (one.Finding.Cure.Length > 0)
            {
                Screen.Mark("  →", one.Finding.Cure);
            }
        }
    }

    /// <summary>That something is wrong, and what to do.</summary>
    public static CommandException Refused(Checked bad) => new(ExitCode.Bad, $"{bad.Finding.Text} {bad.Finding.Cure}".TrimEnd());

    public void Dispose() => Use(Context);
}
