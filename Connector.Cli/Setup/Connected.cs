using System.Globalization;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;
using Connector.SuperOffice.Entities;

namespace Connector.Cli.Setup;

/// <summary>The running connector, as the last steps need it.</summary>
internal static class Connected
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Asks it.</summary>
    /// <exception cref="CommandException">It does not run, or not for this tenant; says what starts it.</exception>
    public static async Task<JsonElement> GetAsync(Walk walk, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await walk.Dashboard.GetAsync(path, cancellationToken);
        }
        catch (CommandException failure)
        {
            throw new CommandException(failure.ExitCode, $"{failure.Message} The connector for this tenant is started by: {walk.Start}");
        }
    }

    /// <summary>The address of something of the tenant's.</summary>
    public static string PathOf(Walk walk, string what) => $"api/tenants/{Names.Tenant(walk.Context.Tenant)}/{what}";

    /// <summary>The proposals that wait, the last first; 500 at most.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ProposalsAsync(Walk walk, CancellationToken cancellationToken) =>
        [.. (await GetAsync(walk, PathOf(walk, "proposals?take=500"), cancellationToken)).GetProperty("items").EnumerateArray()];

    /// <summary>What a walk has changed by this kind, the last first, by what the connector has written down of it.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ChangesAsync(Walk walk, string kind, CancellationToken cancellationToken) =>
    [
        .. (await GetAsync(walk, "api/operations?take=500", cancellationToken)).GetProperty("items").EnumerateArray().Where(change =>
            Screen.Text(change, "target") == walk.Context.Tenant && Screen.Text(change, "what") == kind
            && Screen.Text(change, "detail").EndsWith($"; {Walk.Why}", StringComparison.Ordinal)),
    ];

    /// <summary>The fields that a proposal would write.</summary>
    public static IEnumerable<JsonElement> FieldsOf(JsonElement proposal) =>
        proposal.GetProperty("fields").EnumerateArray().Where(field => Screen.Text(field, "decision") == "write");

    /// <summary>Looks again and again until it is so; false if it is not within the patience.</summary>
    public static async Task<bool> UntilAsync(Func<Task<bool>> isSo, TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > patience)
            {
                return false;
            }

            await Task.Delay(Pause, cancellationToken);
        }

        return true;
    }

    /// <summary>The record as people open it.</summary>
    public static async Task<string> AddressAsync(Walk walk, int contact, CancellationToken cancellationToken)
    {
        var id = contact.ToString(CultureInfo.InvariantCulture);
        return walk.Context.Sandbox is { } sandbox ? new Uri(sandbox, $"sandbox/contacts/{id}").AbsoluteUri
            : (await walk.Session.Status.ReadAsync(cancellationToken)).Api is { } api ? $"{api.AbsoluteUri.TrimEnd('/').Replace("/api", "", StringComparison.Ordinal)}/default.aspx?contact_id={id}"
            : $"company {id}";
    }

    /// <summary>A company's mapped values as they stand in the CRM.</summary>
    public static async Task<ContactRecord> ReadAsync(Walk walk, int contact, CancellationToken cancellationToken) =>
        await walk.Session.Client.GetContactAsync(contact, cancellationToken)
            ?? throw new CommandException(ExitCode.Bad, $"contact:{contact} is not there any more.");
}
