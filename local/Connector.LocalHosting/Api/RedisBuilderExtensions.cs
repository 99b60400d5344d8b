using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class RedisBuilderExtensions
{
    /// <summary>Adds a Redis server; without a password it gets a generated one, the parameter <c>{name}-password</c>.</summary>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        password ??= builder.AddParameter($"{name}-password", new GenerateParameterDefault { MinLength = 22, Special = false }, secret: true, persist: true);
        var redis = builder.Add(new RedisResource(name, password.Resource));
        redis.Resource.Endpoints.Add(new EndpointAnnotation("tcp", "redis", port));
        return redis.WithArgs(context => new object[] { "redis-server", "--requirepass", password.Resource }.ToList().ForEach(context.Args.Add));
    }

    /// <summary>Keeps the data between runs. Volume <c>a.b</c> is the folder <c>.data/a/b</c> of the repository; in a test it goes with the test.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false)
    {
        builder.Resource.Volume = name ?? $"{builder.Resource.Name}.data";
        return builder;
    }
}
