namespace Connector.LocalHosting.TestApp;

/// <summary>This program as a project of a model, in a folder without launch profiles.</summary>
public sealed class TestProject : IBuiltProject
{
    /// <inheritdoc/>
    public string ProjectPath => Path.ChangeExtension(TargetPath, ".csproj");

    /// <inheritdoc/>
    public string TargetPath => typeof(TestProject).Assembly.Location;
}
