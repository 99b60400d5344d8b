using Connector.Testing.Tenants;

namespace Connector.Tenants.Tests;

public sealed class TenantFileReaderTests : IDisposable
{
    private const string Token = "top-secret-token-of-at-least-32-characters";
    private const string Secret = "top-secret-secret-of-at-least-32-characters";

    private readonly TenantFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_a_file_can_say_is_read()
    {
        _folder.Write("old.token", "\uFEFF" + Token + "-old\n");
        _folder.Write("secret", Secret);
        var settings = await ReadGoodAsync($$"""
            {
              // Comments and a trailing comma are taken.
              "enabled": true,
              "webhook": {
                "token": "{{Token}}", "TokenPreviousFile": "old.token",
                "SecretFile": "{{System.IO.Path.Combine(_folder.Path, "secret")}}", "Proof": "either",
              },
              "Tenant": {
                "Pause": "00:01:00", "Most": 12, "Open": true, "Address": "https://crm.example.test", "Owners": ["ANNA", 12],
                "Names": { "a": "b" }, "Hall": { "Policy": "EITHER" }
              },
              "SuperOffice": { "OfAnotherService": ["whatever"], "ClientSecretFile": "not-there" },
            }
            """);

        var (door, rooms) = (settings.Read<Door>("Webhook"), settings.Read<Rooms>("Tenant"));
        Assert.Equal((Token, Token + "-old", Secret, Kind.Either), (door.Token, door.TokenPrevious, door.Secret, door.Proof));
        Assert.Equal((TimeSpan.FromMinutes(1), 12, true, "crm.example.test"), (rooms.Pause, rooms.Most, rooms.Open, rooms.Address?.Host));
        Assert.Equal(["ANNA", "12"], rooms.Owners);
        Assert.Equal("b", rooms.Names["a"]);
        Assert.Equal(("SuperOffice:83", Kind.Either), (rooms.Hall.Field, rooms.Hall.Policy));
        Assert.Equal(("Cust20002", "Cust20002.json"), (settings.Id, settings.File));
        Assert.Equal(("Webhook:Token", "Webhook:SecretFile"), (settings.SpellingOf("Webhook:Token"), settings.SpellingOf("Webhook:Secret")));
        Assert.Equal((true, false), (settings.Has("webhook"), settings.Has("SuperOffice")));
    }

    [Fact]
    public async Task What_stands_nowhere_has_its_default()
    {
        var settings = await ReadGoodAsync("""{ "Webhook": { "Token": null, "Secret": "" } }""");

        Assert.False(settings.Has("Tenant"));
        Assert.Equal((TimeSpan.FromSeconds(5), "SuperOffice:83"), (settings.Read<Rooms>("Tenant").Pause, settings.Read<Rooms>("Tenant").Hall.Field));
        Assert.Equal("", settings.Read<Door>("Webhook").Token);
    }

    [Fact]
    public async Task A_text_may_be_emptied()
    {
        var settings = await ReadGoodAsync("""{ "Tenant": { "Hall": { "Field": "" } } }""");

        Assert.Equal("", settings.Read<Rooms>("Tenant").Hall.Field);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData($$"""{ "Webhook": { "Token": "{{Token}}" } } }""")]
    [InlineData($$"""{ "Webhook": { "Token": {{Token}} } }""")]
    [InlineData($$"""{ "Webhook": { "{{Token}}": "" } }""")]
    [InlineData($$"""{ "Webhook": { "Token": ["{{Token}}"] } }""")]
    [InlineData($$"""{ "Webhook": { "Token": { "a": "{{Token}}" } } }""")]
    [InlineData($$"""{ "Webhook": { "Token": true } }""")]
    [InlineData($$"""{ "Webhook": { "Tokn": "{{Token}}" } }""")]
    [InlineData($$"""{ "{{Secret}}": {} }""")]
    [InlineData($$"""{ "Webhook": { "Token": "{{Token}}" }, "webhook": {} }""")]
    [InlineData($$"""{ "Enabeld": false, "Webhook": { "Token": "{{Token}}" } }""")]
    [InlineData($$"""{ "Enabled": "no", "Webhook": { "Token": "{{Token}}" } }""")]
    [InlineData($$"""{ "Enabled": false, "enabled": true }""")]
    [InlineData($$"""{ "Webhook": { "Token": "{{Token}}", "Token": "{{Secret}}" } }""")]
    [InlineData($$"""{ "Webhook": { "Token": "{{Token}}", "token": "{{Secret}}" } }""")]
    [InlineData($$"""{ "Webhook": { "Token": "{{Token}}", "Proof": "{{Secret}}" } }""")]
    [InlineData($$"""{ "Webhook": { "Token": "{{Token}}", "Proof": 1 } }""")]
    [InlineData($$"""{ "Webhook": { "Token": "{{Token}}", "Proof": "Both,Either" } }""")]
    [InlineData("""{ "Webhook": null }""")]
    [InlineData($$"""{ "Webhook": { "Token": "{{Token}}", "TokenFile": "{{Secret}}" } }""")]
    [InlineData($$"""{ "Webhook": { "TokenFile": "{{Token}}" } }""")]
    [InlineData($$"""{ "Webhook": { "TokenFile": "{{Token}}/{{Token}}" } }""")]
    [InlineData($$"""{ "Webhook": { "TokenFile": "{{Token}}\u0000" } }""")]
    [InlineData("""{ "Webhook": { "TokenFile": "." } }""")]
    [InlineData("""{ "Webhook": { "TokenFile": "empty" } }""")]
    [InlineData("""{ "Webhook": { "TokenFile": "binary" } }""")]
    [InlineData("""{ "Webhook": { "TokenFile": "/dev/zero" } }""")]
    [InlineData("""{ "Webhook": { "ProofFile": "empty" } }""")]
    [InlineData($$"""{ "Tenant": { "Most": "{{Token}}" } }""")]
    [InlineData("""{ "Tenant": { "Most": 99999999999999 } }""")]
    [InlineData("""{ "Tenant": { "Most": 1.5 } }""")]
    [InlineData($$"""{ "Tenant": { "Pause": "{{Token}}" } }""")]
    [InlineData("""{ "Tenant": { "Open": 1 } }""")]
    [InlineData("""{ "Tenant": { "Hidden": "top-secret" } }""")]
    [InlineData("""{ "Tenant": { "Hall": "top-secret" } }""")]
    [InlineData("""{ "Tenant": { "Hall": { "Field": { } } } }""")]
    [InlineData("""{ "Tenant": { "Owners": "top-secret" } }""")]
    [InlineData("""{ "Tenant": { "Owners": { "0": "top-secret" } } }""")]
    [InlineData("""{ "Tenant": { "Names": { "top:secret": "a" } } }""")]
    public async Task A_wrong_file_is_a_problem_that_quotes_nothing_of_it(string content)
    {
        _folder.Write("empty", " \n");
        await File.WriteAllBytesAsync(System.IO.Path.Combine(_folder.Path, "binary"), [0xC3, 0x28, .. new byte[40]], Cancel);

        var reading = await ReadAsync(content);

        Assert.Null(reading.Settings);
        Assert.NotEmpty(reading.Problem!);
        Assert.DoesNotContain("top", reading.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("top", reading.Fingerprint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_or_a_value_without_end_is_not_read_to_its_end()
    {
        Assert.Contains("more than 65536 bytes", (await ReadAsync(new string(' ', 70_000))).Problem, StringComparison.Ordinal);
        Assert.Contains(
            "more than 5000 values",
            (await ReadAsync($$"""{ "Tenant": { "Owners": [{{string.Join(',', Enumerable.Repeat("\"a\"", 5_001))}}] } }""")).Problem,
            StringComparison.Ordinal);
        Assert.NotNull((await ReadAsync($$"""{ "Tenant": {{string.Concat(Enumerable.Repeat("[", 1_000))}}""")).Problem);
    }

    [Fact]
    public async Task A_problem_says_where_it_is_and_what_could_stand_there()
    {
        Assert.Equal(
            "A name in Tenant:Hall is not known; known are Field, Policy.",
            (await ReadAsync("""{ "Tenant": { "Hall": { "Filed": "" } } }""")).Problem);
        Assert.Equal("Tenant:Hall:Policy has a value that does not belong there.", (await ReadAsync("""{ "Tenant": { "Hall": { "Policy": "x" } } }""")).Problem);
        Assert.Equal(
            "It has a section whose name is not known; known are Enabled, Explorer, SuperOffice, Tenant, Webhook.",
            (await ReadAsync("""{ "Webhok": {} }""")).Problem);
    }

    /// <summary>What is in a list is no secret, and has to be found among many.</summary>
    [Theory]
    [InlineData("Owners", """["ANNA", ""]""", "Tenant:Owners:1 is '', which")]
    [InlineData("Owners", """[null]""", "Tenant:Owners:0 is null, which")]
    [InlineData("Owners", """["ANNA", "BERND", true]""", "Tenant:Owners:2 is True, which")]
    [InlineData("Owners", """[["ANNA"]]""", """Tenant:Owners:0 is ["ANNA"], which""")]
    [InlineData("Owners", """[{ "Id": 12 }]""", """Tenant:Owners:0 is { "Id": 12 }, which""")]
    [InlineData("Contacts", """[7, "seven"]""", "Tenant:Contacts:1 is 'seven', which")]
    [InlineData("Contacts", """[7.5]""", "Tenant:Contacts:0 is 7.5, which")]
    [InlineData("Contacts", """[99999999999]""", "Tenant:Contacts:0 is 99999999999, which")]
    [InlineData("Contacts", """[""]""", "Tenant:Contacts:0 is '', which")]
    [InlineData("Contacts", """[null]""", "Tenant:Contacts:0 is null, which")]
    public async Task A_wrong_entry_of_a_list_is_named(string list, string entries, string problem)
    {
        var reading = await ReadAsync($$"""{ "Tenant": { "{{list}}": {{entries}} } }""");

        Assert.Null(reading.Settings);
        Assert.StartsWith(problem, reading.Problem, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_disabled_tenant_needs_nothing_else()
    {
        var reading = await ReadAsync("""{ "Enabled": false, "Webhook": { "TokenFile": "not-there" } }""");

        Assert.Null(reading.Problem);
        Assert.Null(reading.Settings);
    }

    [Fact]
    public async Task The_fingerprint_changes_with_the_file_and_with_those_it_names_and_with_nothing_else()
    {
        const string json = """{ "Webhook": { "TokenFile": "token" } }""";
        _folder.Write("token", Token);
        var first = await ReadAsync(json);
        _folder.Write("token", Token);
        var touched = await ReadAsync(json);
        var respelt = await ReadAsync(json + "\n");
        _folder.Write("token", Secret);
        var changed = await ReadAsync(json);
        _folder.Delete("token");
        var gone = await ReadAsync(json);

        Assert.Equal(first.Fingerprint, touched.Fingerprint);
        Assert.Equal(4, new[] { first, respelt, changed, gone }.Select(reading => reading.Fingerprint).Distinct().Count());
        Assert.True(first.Settings!.SaysTheSameAs(respelt.Settings!));
        Assert.False(first.Settings.SaysTheSameAs(changed.Settings!));
        Assert.DoesNotContain("top", first.Settings.ToString(), StringComparison.Ordinal);
    }

    private async Task<TenantSettings> ReadGoodAsync(string content)
    {
        var reading = await ReadAsync(content);
        Assert.Null(reading.Problem);
        return reading.Settings!;
    }

    private async Task<TenantReading> ReadAsync(string content)
    {
        _folder.Write("Cust20002.json", content);
        return await TenantFileReader.ReadAsync(System.IO.Path.Combine(_folder.Path, "Cust20002.json"), Door.Sections, Cancel);
    }
}
