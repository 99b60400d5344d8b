using Aspire.Hosting.ApplicationModel;
using Connector.AppHost.Running;

namespace Connector.AppHost.Tests.Running;

/// <summary>What the orchestrator starts as a service.</summary>
public sealed class BuiltProgramsTests
{
    [Fact]
    public async Task A_service_is_the_program_that_was_built_and_works_in_its_projects_directory()
    {
        await using var model = await AppModel.CreateAsync();

        var services = model.Resources.OfType<ProjectResource>().ToList();
        Assert.Equal(5, services.Count);
        foreach (var service in services)
        {
            var project = service.GetProjectMetadata().ProjectPath;
            var program = Assert.Single(service.Annotations.OfType<ExecutableAnnotation>());
            Assert.Equal(Path.GetDirectoryName(project), program.WorkingDirectory);
            Assert.Equal(Path.GetFileNameWithoutExtension(project) + (OperatingSystem.IsWindows() ? ".exe" : ""), Path.GetFileName(program.Command));
            Assert.True(File.Exists(program.Command), $"{program.Command} is missing.");
            // As the tests, whose AppHost this is.
            Assert.Equal(Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), Path.GetFileName(Path.GetDirectoryName(program.Command)));
            Assert.Empty(await model.ArgumentsAsync(service.Name));
        }
    }

    [Theory]
    [InlineData("--DEBUG_SESSION_PORT", "localhost:1")]
    [InlineData("--DOTNET_WATCH", "1")]
    [InlineData("--publisher", "manifest")]
    public async Task An_IDE_a_watch_and_what_is_published_have_it_as_Aspire_does(string argument, string value)
    {
        await using var model = await AppModel.CreateAsync(argument, value);

        Assert.All(model.Resources.OfType<ProjectResource>(), service => Assert.Empty(service.Annotations.OfType<ExecutableAnnotation>()));
    }

    [Fact]
    public void A_project_that_was_not_built_with_it_has_no_program()
    {
        Assert.Null(BuiltPrograms.Of(Path.GetFullPath("Connector.Elsewhere.csproj")));
    }
}
