@echo off
rem Trace the Shop on Windows. This twin of the script "workshop" has not been run yet: please report what it does for you.
setlocal enabledelayedexpansion
set "WORKSHOP_ROOT=%~dp0"
if "%WORKSHOP_ROOT:~-1%"=="\" set "WORKSHOP_ROOT=%WORKSHOP_ROOT:~0,-1%"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo wrong   No Java. 1>&2
  echo         fix: install a JDK, version 17 or newer, and set JAVA_HOME to it. 1>&2
  exit /b 3
)
call "%WORKSHOP_ROOT%\mvnw.cmd" -q -B -f "%WORKSHOP_ROOT%\pom.xml" -pl infra/workshop -am package -Dmaven.test.skip=true
if errorlevel 1 exit /b 3
"%JAVA%" -XX:+UseSerialGC -Xmx1g -Dfile.encoding=UTF-8 -cp "%WORKSHOP_ROOT%\infra\workshop\target\workshop-1.0-SNAPSHOT.jar;%WORKSHOP_ROOT%\infra\workshop\target\lib\*" dev.tracedshop.workshop.Main %*
exit /b %errorlevel%
