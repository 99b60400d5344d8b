using Aspire.Hosting.ApplicationModel;
using Connector.LocalHosting;
using Connector.LocalHosting.Running;

namespace Aspire.Hosting
{
    public static class ProjectResourceBuilderExtensions
    {
        /// <summary>Adds a project with the endpoints of its launch profile, or of its Kestrel configuration if it has one.</summary>
        public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
            where TProject : IProjectMetadata, new()
        {
            var resource = new ProjectResource(name, new ProjectFiles((IBuiltProject)new TProject(), builder.Configuration));
            resource.Endpoints.AddRange(resource.Project.ReadEndpoints());
            return builder.Add(resource);
        }

        /// <summary>Starts so many processes. Nobody may refer to them: there is no proxy here to share the calls.</summary>
        public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
            builder.Resource.Replicas = replicas;
            return builder;
        }
    }

    /// <summary>A project of the model; the build generates one class per referenced project, in namespace <c>Projects</c>.</summary>
    public interface IProjectMetadata
    {
        string ProjectPath { get; }
    }
}

namespace Connector.LocalHosting
{
    /// <summary>What those classes say beyond Aspire's: here the built program is started, not <c>dotnet run</c>.</summary>
    public interface IBuiltProject : Aspire.Hosting.IProjectMetadata
    {
        /// <summary>Absolute path of the built assembly.</summary>
        string TargetPath { get; }
    }
}
