using Connector.Jobs;
using Connector.SuperOffice;
using Connector.Worker.Limits;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Tests;

/// <summary>
/// Lists in settings × wrong entries. Passed over, an entry would lift a restriction or narrow it to nothing, and nobody would see it: the
/// worker does not start, and says which setting and which entry.
/// </summary>
public sealed class ListSettingsTests
{
    public static TheoryData<string, string, string> Wrong
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var owners in new[] { "Owners", "Scope:Owners" })
            {
                Add(data, owners, "empty", "", " ");
                Add(data, owners, "'{0}'", "0", "-5", "1.5", "99999999999", "ANNA,12", "ANNA;BERND", "[\"ANNA\"]", "\"ANNA\"", "--", "12 13", "A\nB", new string('a', 101));
            }

            foreach (var columns in new[] { "RelevantContactColumns", "RelevantPersonColumns" })
            {
                Add(data, columns, "empty", "", " ");
                Add(data, columns, "'{0}'", "name,orgnr", " name", "contact.name", "na me", "[\"name\"]", "A\nB", new string('a', 101));
            }

            foreach (var keys in new[] { "Persons:ConsentPurposes", "Persons:WithdrawnLegalBases" })
            {
                Add(data, keys, "empty", "", " ");
                Add(data, keys, "'{0}'", "STORE,MAIL", " STORE", "[\"STORE\"]", "A\nB", new string('a', 101));
            }

            foreach (var ids in new[] { "Scope:Contacts", "Scope:Categories", "OwnCompanies" })
            {
                Add(data, ids, "'{0}'", "", "x", "1.5", "99999999999", "1,2", "[1]", "0", "-5");
            }

            foreach (var inputs in new[] { "Contact:Inputs", "Person:Inputs" })
            {
                Add(data, inputs, "'{0}'", " SuperOffice:1", "A\nB", new string('a', 101));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WrongEntry_StopsTheStart_AndIsNamed(string list, string entry, string shown)
    {
        var wrong = Assert.Throws<OptionsValidationException>(() => Bind(($"Tenant:{list}:0", entry))).Message;

        Assert.Contains($"Tenant:{list}", wrong, StringComparison.Ordinal);
        Assert.Contains(shown, wrong, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void ListGivenAsOneValue_StopsTheStart(string list)
    {
        var wrong = Assert.Throws<OptionsValidationException>(() => Bind(($"Tenant:{list}", "12"))).Message;

        Assert.Contains($"Tenant:{list} is '12', and has to be a list", wrong, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void EntryWithParts_StopsTheStart(string list)
    {
        var wrong = Assert.Throws<OptionsValidationException>(() => Bind(($"Tenant:{list}:0:x", "12"))).Message;

        Assert.Contains($"Tenant:{list}:0 has to be one value", wrong, StringComparison.Ordinal);
        Assert.Contains($"Tenant:{list}:0:x", wrong, StringComparison.Ordinal);
    }

    public static TheoryData<string> Lists =>
    [
        "Owners", "Scope:Owners", "Scope:Contacts", "Scope:Categories", "OwnCompanies", "RelevantContactColumns", "RelevantPersonColumns",
        "Persons:ConsentPurposes", "Persons:WithdrawnLegalBases", "Contact:Inputs", "Person:Inputs", "Contact:Vertical:Aliases", "Person:Role:Aliases",
    ];

    [Fact]
    public void EveryWrongEntry_IsNamedAtOnce()
    {
        var wrong = Assert.Throws<OptionsValidationException>(() => Bind(
            ("Tenant:Owners:0", "ANNA"), ("Tenant:Owners:3", "-5"), ("Tenant:Scope:Contacts:0", "7"), ("Tenant:Scope:Contacts:1", "seven"))).Message;

        Assert.Contains("Tenant:Owners: '-5'", wrong, StringComparison.Ordinal);
        Assert.Contains("Tenant:Scope:Contacts:1 is 'seven', which is not a whole number.", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("ANNA", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("'7'", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void RightEntries_AreTaken()
    {
        var tenant = Bind(
            ("Tenant:Owners:0", "ANNA"), ("Tenant:Owners:1", "12"), ("Tenant:Owners:2", " bernd.b "), ("Tenant:Owners:3", "Özil-2"), ("Tenant:Owners:4", "nan"),
            ("Tenant:Scope:Owners:0", "12"), ("Tenant:Scope:Contacts:0", "7"), ("Tenant:Scope:Categories:x", "3"), ("Tenant:OwnCompanies:0", "1"),
            ("Tenant:RelevantContactColumns:0", "x_status"), ("Tenant:RelevantPersonColumns:0", "Title"), ("Tenant:Persons:ConsentPurposes:0", "STORE"),
            ("Tenant:Persons:WithdrawnLegalBases:0", "widerrufen am Telefon"), ("Tenant:Contact:Inputs:0", "SuperOffice:90"), ("Tenant:Contact:Vertical:Aliases:Care, at home", "Healthcare"));

        Assert.Equal(5, tenant.Owners.Count);
        Assert.Equal([7], tenant.Scope.Contacts);
        Assert.Equal([3], tenant.Scope.Categories);
        Assert.Empty(Bind().Owners);
    }

    private static void Add(TheoryData<string, string, string> data, string list, string shown, params string[] entries)
    {
        foreach (var entry in entries)
        {
            data.Add(list, entry, shown.Replace("{0}", entry.ReplaceLineEndings(" ")[..Math.Min(60, entry.Length)] + (entry.Length > 60 ? "…" : ""), StringComparison.Ordinal));
        }
    }

    private static TenantOptions Bind(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build());
        services.AddSingleton(Options.Create(new JobsOptions { Profile = "sandbox" })).AddSingleton(Options.Create(new SuperOfficeOptions()));
        services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton<WorkerJournal>();
        using var parts = services.AddTenantParts().BuildServiceProvider();
        return parts.GetRequiredService<IOptions<TenantOptions>>().Value;
    }
}
