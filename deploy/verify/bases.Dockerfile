# Stand-ins for public images, where none can be pulled; see deploy/verify/run. The context is the directory of this machine's .NET.
FROM localhost/connector-verify/debian AS aspnet
COPY host /usr/share/dotnet/host
COPY shared /usr/share/dotnet/shared
COPY dotnet /usr/share/dotnet/dotnet
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet && groupadd --gid 1654 app && useradd --create-home --uid 1654 --gid 1654 app
ENV APP_UID=1654 ASPNETCORE_HTTP_PORTS=8080 DOTNET_RUNNING_IN_CONTAINER=true

FROM aspnet AS sdk
COPY sdk /usr/share/dotnet/sdk
COPY packs /usr/share/dotnet/packs
COPY sdk-manifests /usr/share/dotnet/sdk-manifests
COPY templates /usr/share/dotnet/templates
# Debian's minimum has no ICU.
ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

FROM localhost/connector-verify/debian AS redis
RUN mkdir -p /data && chown 999:999 /data
WORKDIR /data

FROM localhost/connector-verify/debian AS caddy
RUN mkdir -p /data /config /etc/caddy
ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data
