using System.Globalization;
using Connector.ServiceDefaults.Settings;
using Connector.Worker.Deciding;
using Microsoft.Extensions.Options;

namespace Connector.Worker;

/// <summary>
/// Refuses entries that no owner, column, key or id can be. Passed over, a wrong entry widens or narrows what is worked on, and nobody sees it.
/// </summary>
internal sealed class ListRules : IValidateOptions<TenantOptions>
{
    private const int LongestKey = 100;

    public ValidateOptionsResult Validate(string? name, TenantOptions options)
    {
        var failures = Check(options).OfType<string>().ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string?> Check(TenantOptions options) =>
    [
        .. options.Owners.Select(entry => Owner("Tenant:Owners", entry)),
        .. options.Scope.Owners.Select(entry => Owner("Tenant:Scope:Owners", entry)),
        .. options.Scope.Contacts.Select(id => Id("Tenant:Scope:Contacts", id)),
        .. options.Scope.Categories.Select(id => Id("Tenant:Scope:Categories", id)),
        .. options.OwnCompanies.Select(id => Id("Tenant:OwnCompanies", id)),
        .. options.RelevantContactColumns.Select(entry => Column("Tenant:RelevantContactColumns", entry)),
        .. options.RelevantPersonColumns.Select(entry => Column("Tenant:RelevantPersonColumns", entry)),
        .. options.Persons.ConsentPurposes.Select(entry => Key("Tenant:Persons:ConsentPurposes", entry)),
        .. options.Persons.WithdrawnLegalBases.Select(entry => Key("Tenant:Persons:WithdrawnLegalBases", entry)),
    ];

    private static string? Owner(string setting, string? entry) =>
        ListEntry.ProblemOf(setting, entry, "one associate's id or short name", OwnerList.LongestEntry, OwnerList.CanBeOwner);

    private static string? Column(string setting, string? entry) => ListEntry.ProblemOf(
        setting, entry, "the name of one database column", LongestKey, name => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));

    private static string? Key(string setting, string? entry) =>
        ListEntry.ProblemOf(setting, entry, "one key", LongestKey, key => key.Trim() == key && !key.Any(OwnerList.Separates));

    private static string? Id(string setting, int id) =>
        id > 0 ? null : $"{setting}: {ListEntry.Shown(id.ToString(CultureInfo.InvariantCulture))} is not an id; ids are above 0.";
}
