using System.Globalization;
using k8s;
using k8s.Models;
using YamlDotNet.Serialization;

namespace Connector.AppHost.Publishing;

/// <summary>
/// Writes a Kustomize base: a file for each workload, and <c>kustomization.yaml</c> with <c>settings.env</c>, which an overlay fills in. The secret
/// <c>connector</c>, a key for each secret parameter, is made by whoever deploys; nothing of it is generated.
/// </summary>
internal static class KustomizeBase
{
    private const string Name = "connector";
    private const string Metrics = "metrics";
    private const string NameLabel = "app.kubernetes.io/name";
    private const string PartLabel = "app.kubernetes.io/part-of";
    private const string SecretsVolume = "secrets";
    private const string DataVolume = "data";
    private const string TemporaryVolume = "tmp";
    private const string SettingsFile = "settings.env";

    // A probe comes to the pod's address, and the dashboard answers to none that it is not told of (AllowedHosts); this name it always does.
    private static readonly V1HTTPHeader[] ByName = [new() { Name = "Host", Value = "localhost" }];

    /// <summary>The files by name.</summary>
    public static IReadOnlyDictionary<string, string> Write(Manifest manifest, Production production, IReadOnlyList<Workload> workloads)
    {
        var files = workloads.ToDictionary(one => $"{one.Name}.yaml", one => Published.Header + KubernetesYaml.SerializeAll(ObjectsOf(one, production)));
        files["network.yaml"] = Published.Header + KubernetesYaml.SerializeAll(Policies(workloads));
        files[SettingsFile] = string.Concat(manifest.Parameters.Where(parameter => !parameter.IsSecret).OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
            .Select(parameter => $"{parameter.Name}={parameter.Default}\n"));
        files["kustomization.yaml"] = Published.Header + new SerializerBuilder().Build().Serialize(new Dictionary<string, object>
        {
            ["apiVersion"] = "kustomize.config.k8s.io/v1beta1",
            ["kind"] = "Kustomization",
            ["resources"] = files.Keys.Where(file => file.EndsWith(".yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList(),
            ["configMapGenerator"] = new[] { new Dictionary<string, object> { ["name"] = Name, ["envs"] = new[] { SettingsFile } } },
        });
        return files;
    }

    private static IEnumerable<object> ObjectsOf(Workload one, Production production)
    {
        yield return one.StoragePath is null ? Deployment(one) : StatefulSet(one);
        yield return new V1Service
        {
            ApiVersion = "v1",
            Kind = "Service",
            Metadata = Meta(one.Name),
            Spec = new V1ServiceSpec
            {
                // Without an address of its own, its name stands for all replicas: whoever calls by gRPC spreads its calls, and a stateful set finds its members.
                ClusterIP = one.IsExternal ? null : "None",
                Selector = Labels(one.Name),
                Ports = [.. one.Ports.Select(port => new V1ServicePort { Name = port.Name, Port = port.Port, TargetPort = port.Name })],
            },
        };
        if (one.Size.Replicas > 1)
        {
            yield return new V1PodDisruptionBudget
            {
                ApiVersion = "policy/v1",
                Kind = "PodDisruptionBudget",
                Metadata = Meta(one.Name),
                Spec = new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = new V1LabelSelector { MatchLabels = Labels(one.Name) } },
            };
        }

        if (one.IsExternal)
        {
            yield return Ingress(one, production);
        }
    }

    private static V1Deployment Deployment(Workload one) => new()
    {
        ApiVersion = "apps/v1",
        Kind = "Deployment",
        Metadata = Meta(one.Name),
        Spec = new V1DeploymentSpec
        {
            Replicas = one.Size.Replicas,
            Selector = new V1LabelSelector { MatchLabels = Labels(one.Name) },
            Strategy = new V1DeploymentStrategy { Type = "RollingUpdate", RollingUpdate = new V1RollingUpdateDeployment { MaxUnavailable = 0, MaxSurge = 1 } },
            Template = Pod(one),
        },
    };

    private static V1StatefulSet StatefulSet(Workload one) => new()
    {
        ApiVersion = "apps/v1",
        Kind = "StatefulSet",
        Metadata = Meta(one.Name),
        Spec = new V1StatefulSetSpec
        {
            Replicas = one.Size.Replicas,
            ServiceName = one.Name,
            PodManagementPolicy = "Parallel",
            Selector = new V1LabelSelector { MatchLabels = Labels(one.Name) },
            Template = Pod(one),
            VolumeClaimTemplates =
            [
                new V1PersistentVolumeClaim
                {
                    ApiVersion = "v1",
                    Kind = "PersistentVolumeClaim",
                    Metadata = new V1ObjectMeta { Name = DataVolume },
                    Spec = new V1PersistentVolumeClaimSpec
                    {
                        AccessModes = ["ReadWriteOnce"],
                        Resources = new V1VolumeResourceRequirements { Requests = Quantities(("storage", one.Size.Storage.Length > 0 ? one.Size.Storage : "1Gi")) },
                    },
                },
            ],
        },
    };

    private static V1PodTemplateSpec Pod(Workload one)
    {
        var user = one.IsOurs ? Workloads.AppUser : Workloads.RedisUser;
        return new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta { Labels = Labels(one.Name), Annotations = Scraping(one) },
            Spec = new V1PodSpec
            {
                AutomountServiceAccountToken = false,
                EnableServiceLinks = false,
                TerminationGracePeriodSeconds = one.Size.EndWithin,
                SecurityContext = new V1PodSecurityContext
                {
                    RunAsNonRoot = true,
                    RunAsUser = user,
                    RunAsGroup = user,
                    FsGroup = user,
                    SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
                },
                Containers = [Container(one)],
                Volumes = [.. Volumes(one)],
            },
        };
    }

    private static V1Container Container(Workload one) => new()
    {
        Name = one.Name,
        Image = one.Image,
        Command = one.Command.Count > 0 ? [one.Command[0]] : null,
        Args = one.Command.Count > 0 ? [.. one.Command.Skip(1).Select(Literal)] : null,
        Env = [.. one.Settings.Select(setting => Variable(setting.Key, setting.Value))],
        Ports =
        [
            .. one.Ports.Select(port => new V1ContainerPort { Name = port.Name, ContainerPort = port.Port }),
            .. one.MetricsPort is { } metrics ? [new V1ContainerPort { Name = Metrics, ContainerPort = metrics }] : Array.Empty<V1ContainerPort>(),
        ],
        Resources = new V1ResourceRequirements
        {
            Requests = Quantities(("memory", one.Size.Memory), ("cpu", one.Size.Cpu)),
            Limits = Quantities(("memory", one.Size.Memory)),
        },
        SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            ReadOnlyRootFilesystem = true,
            Privileged = false,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
        },
        // A service that is away from Redis goes on (ingress spools, others wait): only a process that no longer answers is restarted.
        StartupProbe = Probe(one, "/alive", failures: 60),
        LivenessProbe = Probe(one, "/alive", failures: 3),
        ReadinessProbe = Probe(one, "/health", failures: 2),
        VolumeMounts =
        [
            new V1VolumeMount { Name = TemporaryVolume, MountPath = "/tmp" },
            .. one.Secrets.Count > 0 ? [new V1VolumeMount { Name = SecretsVolume, MountPath = Workloads.Directory, ReadOnlyProperty = true }] : Array.Empty<V1VolumeMount>(),
            .. one.StoragePath is { } path ? [new V1VolumeMount { Name = DataVolume, MountPath = path }] : Array.Empty<V1VolumeMount>(),
        ],
    };

    // What scrape configurations of Prometheus for pods look for by convention.
    private static Dictionary<string, string>? Scraping(Workload one) => one.MetricsPort is not { } port ? null : new()
    {
        ["prometheus.io/scrape"] = "true",
        ["prometheus.io/port"] = port.ToString(CultureInfo.InvariantCulture),
        ["prometheus.io/path"] = "/metrics",
    };

    private static V1Probe? Probe(Workload one, string path, int failures) => one.ProbePort is { } port
        ? new V1Probe { HttpGet = new V1HTTPGetAction { Path = path, Port = port, HttpHeaders = ByName }, PeriodSeconds = 2, TimeoutSeconds = 5, FailureThreshold = failures }
        : new V1Probe { TcpSocket = new V1TCPSocketAction { Port = one.Ports[0].Port }, PeriodSeconds = 2, TimeoutSeconds = 5, FailureThreshold = failures };

    private static V1EnvVar Variable(string name, Setting setting) => setting.IsParameter
        ? new V1EnvVar { Name = name, ValueFrom = new V1EnvVarSource { ConfigMapKeyRef = new V1ConfigMapKeySelector { Name = Name, Key = setting.Text } } }
        : new V1EnvVar { Name = name, Value = Literal(setting.Text) };

    private static IEnumerable<V1Volume> Volumes(Workload one)
    {
        yield return new V1Volume { Name = TemporaryVolume, EmptyDir = new V1EmptyDirVolumeSource { SizeLimit = new ResourceQuantity("64Mi") } };
        if (one.Secrets.Count > 0)
        {
            yield return new V1Volume
            {
                Name = SecretsVolume,
                Secret = new V1SecretVolumeSource
                {
                    SecretName = Name,
                    // What Kubernetes takes for granted; Podman 4.3 ends with a crash where it is not said.
                    Optional = false,
                    // 0440: for the pod's group, which is the user's own.
                    DefaultMode = 288,
                    Items = [.. one.Secrets.Select(secret => new V1KeyToPath { Key = secret.Value, Path = secret.Key })],
                },
            };
        }
    }

    private static V1Ingress Ingress(Workload one, Production production) => new()
    {
        ApiVersion = "networking.k8s.io/v1",
        Kind = "Ingress",
        Metadata = Meta(one.Name),
        Spec = new V1IngressSpec
        {
            IngressClassName = production.IngressClass.Length > 0 ? production.IngressClass : null,
            Tls = [new V1IngressTLS { Hosts = [production.PublicHost], SecretName = $"{Name}-tls" }],
            Rules =
            [
                new V1IngressRule
                {
                    Host = production.PublicHost,
                    Http = new V1HTTPIngressRuleValue
                    {
                        Paths =
                        [
                            new V1HTTPIngressPath
                            {
                                Path = "/connector/webhook",
                                PathType = "Prefix",
                                Backend = new V1IngressBackend
                                {
                                    Service = new V1IngressServiceBackend { Name = one.Name, Port = new V1ServiceBackendPort { Name = one.Ports.Single(port => port.IsExternal).Name } },
                                },
                            },
                        ],
                    },
                },
            ],
        },
    };

    // Nobody reaches a part of it but its own parts; ingress is reached by whatever the cluster lets in.
    private static IEnumerable<object> Policies(IReadOnlyList<Workload> workloads)
    {
        yield return Policy(Name, new V1LabelSelector { MatchLabels = new Dictionary<string, string> { [PartLabel] = Name } }, new V1NetworkPolicyIngressRule
        {
            FromProperty = [new V1NetworkPolicyPeer { PodSelector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { [PartLabel] = Name } } }],
        });
        if (workloads.Select(one => one.MetricsPort).FirstOrDefault(port => port is not null) is { } metrics)
        {
            // From any namespace, for nobody knows here where Prometheus runs; from outside the cluster no way leads to the port.
            var ours = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { [PartLabel] = Name } };
            yield return Policy(Metrics, ours, new V1NetworkPolicyIngressRule
            {
                FromProperty = [new V1NetworkPolicyPeer { NamespaceSelector = new V1LabelSelector() }],
                Ports = [new V1NetworkPolicyPort { Port = metrics }],
            });
        }

        foreach (var one in workloads.Where(one => one.IsExternal))
        {
            yield return Policy(one.Name, new V1LabelSelector { MatchLabels = Labels(one.Name) }, new V1NetworkPolicyIngressRule
            {
                Ports = [.. one.Ports.Where(port => port.IsExternal).Select(port => new V1NetworkPolicyPort { Port = port.Port })],
            });
        }
    }

    private static V1NetworkPolicy Policy(string name, V1LabelSelector pods, V1NetworkPolicyIngressRule rule) => new()
    {
        ApiVersion = "networking.k8s.io/v1",
        Kind = "NetworkPolicy",
        Metadata = Meta(name),
        Spec = new V1NetworkPolicySpec { PodSelector = pods, PolicyTypes = ["Ingress"], Ingress = [rule] },
    };

    private static V1ObjectMeta Meta(string name) => new() { Name = name, Labels = Labels(name) };

    private static Dictionary<string, string> Labels(string name) => new() { [NameLabel] = name, [PartLabel] = Name };

    private static Dictionary<string, ResourceQuantity> Quantities(params (string Name, string Value)[] sizes) =>
        sizes.ToDictionary(size => size.Name, size => new ResourceQuantity(size.Value.ToString(CultureInfo.InvariantCulture)));

    // Kubernetes would take $(NAME) for a variable of its own.
    private static string Literal(string text) => text.Replace("$(", "$$(", StringComparison.Ordinal);
}
