using Connector.AppHost.Tenants;

namespace Connector.AppHost.Tests;

/// <summary>How the file <c>.env</c> is read.</summary>
public sealed class TenantFileTests : EnvFileTest
{
    [Theory]
    [InlineData("A=b", "b")]
    [InlineData("  export A = b c  ", "b c")]
    [InlineData("A='b # c' # d", "b # c")]
    [InlineData("A=\"b\"", "b")]
    [InlineData("A=b#c # d", "b#c")]
    [InlineData("A=b=c==", "b=c==")]
    [InlineData("A=", "")]
    [InlineData("# A=b\nA=c\r", "c")]
    [InlineData("\uFEFFA=b", "b")]
    public async Task Env_file_lines_are_read_as_shells_and_other_tools_read_them(string lines, string expected)
    {
        WriteEnv();
        await File.WriteAllTextAsync(EnvFile, $"{lines}\n{await File.ReadAllTextAsync(EnvFile, Cancelled)}", Cancelled);

        Assert.True(TenantFile.TryRead(EnvFile, out var values, out _));

        Assert.Equal(expected, values["A"]);
    }

    [Theory]
    [InlineData("hunter2", "line 1: not of the form NAME=value")]
    [InlineData("A='hunter2", "line 1: not of the form NAME=value")]
    [InlineData("CONNECTOR_MODE=hunter2", "CONNECTOR_MODE must be observe, propose or write")]
    [InlineData("CONNECTOR_SCOPE=hunter2", "CONNECTOR_SCOPE must be all, or a list")]
    [InlineData("CONNECTOR_SCOPE=contact:0", "CONNECTOR_SCOPE must be all, or a list")]
    [InlineData("CONNECTOR_MODE=write", "CONNECTOR_SCOPE must say what may be written")]
    [InlineData("SO_CONTEXT_IDENTIFIER=../hunter2", "SO_CONTEXT_IDENTIFIER must be Cust and a number")]
    public async Task Env_file_that_is_wrong_is_refused_without_showing_what_is_in_it(string line, string expected)
    {
        WriteEnv();
        var rest = (await File.ReadAllLinesAsync(EnvFile, Cancelled)).Where(other => !other.StartsWith(line.Split('=')[0], StringComparison.Ordinal));
        await File.WriteAllLinesAsync(EnvFile, [line, .. rest], Cancelled);

        Assert.False(TenantFile.TryRead(EnvFile, out _, out var problem));

        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WEBHOOK_SECRETT", "WEBHOOK_SECRET")]
    [InlineData("CONECTOR_MODE", "CONNECTOR_MODE")]
    [InlineData("operator_key", "OPERATOR_KEY")]
    [InlineData("export SO_REDIRECT_URL", "SO_REDIRECT_URI")]
    public async Task Name_that_is_a_slip_away_from_one_that_is_read_is_refused_with_the_one_that_was_meant(string name, string meant)
    {
        WriteEnv();
        await File.AppendAllTextAsync(EnvFile, $"{name}=hunter2\n", Cancelled);

        Assert.False(TenantFile.TryRead(EnvFile, out _, out var problem));

        Assert.EndsWith($"line 10: {name.Split(' ')[^1]} is not a name that is read. Did you mean {meant}?", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tenant__Contact__Sumary__ProgId", "Tenant__Contact__Summary__ProgId")]
    [InlineData("Tenant__Contact__Vertical", "Tenant__Contact__Vertical__ProgId")]
    [InlineData("tenant__persons__enrich", "Tenant__Persons__Enrich")]
    [InlineData("Tenant__Owners", "Tenant__Owners__0")]
    [InlineData("Tenant__Mode", "CONNECTOR_MODE")]
    [InlineData("Tenant__Scope__Owners__0", "CONNECTOR_SCOPE")]
    [InlineData("SuperOffice__ClientSecret", "SO_CLIENT_SECRET")]
    [InlineData("SuperOffice__AsociateId", "SuperOffice__AssociateId")]
    [InlineData("Tenant__Whatever", null)]
    [InlineData("SuperOffice__LoginUrl", null)]
    public async Task Setting_of_the_worker_that_it_does_not_know_or_that_has_a_name_of_its_own_is_refused(string name, string? meant)
    {
        WriteEnv();
        await File.AppendAllTextAsync(EnvFile, $"{name}=hunter2\n", Cancelled);

        Assert.False(TenantFile.TryRead(EnvFile, out _, out var problem));

        Assert.Contains($"line 10: {name} is not a name that is read. Did you mean {meant}", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SO_LOGIN_URL")]
    [InlineData("Tenant__Contact__Vertical__Aliases__Aviation")]
    [InlineData("Tenant__Owners__12")]
    [InlineData("SuperOffice__AssociateId")]
    [InlineData("PATH")]
    public async Task Names_of_other_programs_may_stand_beside_ours(string name)
    {
        WriteEnv();
        await File.AppendAllTextAsync(EnvFile, $"{name}=x\n", Cancelled);

        Assert.True(TenantFile.TryRead(EnvFile, out _, out var problem), problem);
    }
}
