using Connector.Cli.Checking;
using Connector.Cli.Contexts;
using Connector.Cli.Findings;

namespace Connector.Cli.Setup;

/// <summary>Whom the connector asks about companies.</summary>
internal sealed class ExplorerStep : IStep
{
    private const string Url = "COMPANY_EXPLORER_URL";
    private const string User = "COMPANY_EXPLORER_USER";
    private const string Password = "COMPANY_EXPLORER_PASSWORD";

    public string Title => "Company Explorer";

    public string Purpose => "The service that is asked about companies. Their names, websites and cities go there; that it answers is looked at without a question, and costs nothing.";

    public async Task<string?> LookAsync(Walk walk, CancellationToken cancellationToken) =>
        ContextFile.Says(walk.Context, Url)
            && await FindAsync(walk, walk.Context, mayAsk: false, cancellationToken) is [{ Finding.Verdict: Verdict.Good or Verdict.Doubtful }]
            ? $"{ExplorerCheck.AddressIn(walk.Context)} answers, and takes user and password"
            : null;

    public async Task<string> RunAsync(Walk walk, CancellationToken cancellationToken)
    {
        var context = walk.Context;
        Dictionary<string, string> values = new()
        {
            [Url] = ExplorerCheck.AddressIn(context),
            [User] = context.Value(User),
            [Password] = context.Value(Password),
        };
        if (values.Values.Any(value => value.Length == 0)
            || await FindAsync(walk, context, mayAsk: false, cancellationToken) is [{ Finding.Verdict: Verdict.Bad or Verdict.Skipped }])
        {
            values[Url] = await walk.Answers.TextAsync("Its address, such as https://explorer.example.com:", Proposed(values[Url]), ProblemOf,
                cancellationToken);
            values[User] = await walk.Answers.TextAsync("The user name:", Proposed(values[User]), _ => null, cancellationToken);
            values[Password] = await walk.Answers.SecretAsync("The password", Proposed(values[Password]), cancellationToken);
        }

        walk.Show(await FindAsync(walk, context.With(values), mayAsk: false, cancellationToken));
        walk.Keep([.. values]);
        var expected = context.Value("Tenant__Spend__ExpectedCost") is { Length: > 0 } cost ? cost : "0.05";
        var currency = context.Value("Tenant__Spend__Currency") is { Length: > 0 } said ? said : "EUR";
        walk.Screen.Say($"A test question about SuperOffice AS costs what an analysis costs, which counts as {expected} {currency} here until its answer says more.");
        if (await walk.Answers.ConfirmAsync("Ask it?", proposed: true, cancellationToken))
        {
            walk.Show([.. (await FindAsync(walk, walk.Context, mayAsk: true, cancellationToken)).Skip(1)]);
        }

        return $"{values[Url]} answers, and takes user and password; kept in {walk.Context.File}";
    }

    private static Task<IReadOnlyList<Checked>> FindAsync(Walk walk, TenantContext context, bool mayAsk, CancellationToken cancellationToken) =>
        walk.CheckAsync(context, mayAsk, cancellationToken, new ExplorerCheck());

    private static string? Proposed(string value) => value.Length > 0 ? value : null;

    private static string? ProblemOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        ? null
        : "It must be an https address; plain http is accepted on this machine only.";
}
